// What the documents show, and what it has to agree with.
//
//   ```console             commands of the program, each after "$ ", followed
//   $ leadscore ...        by all that it prints: standard output, then
//   ...                    standard error. It runs in the project's folder; a
//   ```                    backslash at the end continues a command.
//
// $REAL in a command is the folder that examples/real/prepare makes of the
// public data sets. Where they are not at hand such a block stays as it is.
//
//   <!-- file: PATH -->    before a fenced block: it is the text of that file.
//
// update_documents rewrites both in the documents; look at the difference.

#ifndef LEADSCORE_TESTS_DOCS_DOCUMENTS_H_
#define LEADSCORE_TESTS_DOCS_DOCUMENTS_H_

#include <string>
#include <string_view>
#include <vector>

namespace leadscore::testing {

// The paths of all documents, relative to the project's folder.
std::vector<std::string> DocumentPaths();

// The text of a file of the project.
std::string ReadProjectFile(const std::string& path);

// Prepares the public data sets in a folder, which is made and removed with the
// object.
class RealData {
 public:
  RealData();
  ~RealData();
  RealData(const RealData&) = delete;
  RealData& operator=(const RealData&) = delete;

  // Empty if the data sets are not at hand.
  const std::string& folder() const { return folder_; }

 private:
  std::string folder_;
};

// The document with every shown output and file as they are now. The working
// directory has to be the project's folder; real_folder may be empty.
std::string UpdatedDocument(std::string_view text,
                            const std::string& real_folder);

// The relative links of a document, without their anchors.
std::vector<std::string> RelativeLinks(std::string_view text);

}  // namespace leadscore::testing

#endif  // LEADSCORE_TESTS_DOCS_DOCUMENTS_H_
