// Compares what CsvReader makes of files with what others did. Reads cases on
// standard input, as csv_by_python.py describes them; fails on a difference.

#include <cstddef>
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "tests/testing/csv_reading.h"

namespace leadscore {
namespace {

std::string TakeBytes(std::istream& in, size_t size) {
  std::string bytes(size, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(size));
  return bytes;
}

std::string Joined(const std::vector<std::string>& records) {
  std::string text;
  for (const std::string& record : records) text += record + '\x1E';
  return text;
}

class Judge {
 public:
  // Takes the next case; false if it is not there in full.
  bool Take(std::istream& in) {
    int delimiter = 0;
    size_t file_bytes = 0;
    size_t expected_bytes = 0;
    testing::CsvReading how;
    in >> delimiter >> how.piece >> file_bytes >> expected_bytes;
    if (!in || in.get() != '\n') return false;
    how.delimiter = static_cast<char>(delimiter);
    const std::string file = TakeBytes(in, file_bytes);
    const std::string expected = TakeBytes(in, expected_bytes);
    if (!in) return false;
    ++files_;
    const std::vector<std::string> records = testing::ReadCsvPlainly(file, how);
    records_ += records.size();
    Compare("one by one", file, expected, Joined(records));
    size_t differing = 0;
    Compare(
        "in chunks", file, expected,
        Joined(testing::ReadCsvInChunks(file, how, &in_batches_, &differing)));
    if (differing > 0) Differ("read again", file, expected, "something else");
    return true;
  }

  // What the program ends with.
  int Finish(bool is_whole) const {
    std::cout << files_ << " files, " << records_ << " records, " << in_batches_
              << " of them in batches, " << differences_ << " differences\n";
    // Without most records in batches, little is compared.
    const bool is_enough = files_ > 0 && in_batches_ > records_ / 2;
    if (!is_whole) std::cout << "the input ends before all cases came\n";
    if (!is_enough) std::cout << "too little to judge by\n";
    return is_whole && is_enough && differences_ == 0 ? 0 : 1;
  }

 private:
  void Compare(const char* how, const std::string& file,
               const std::string& expected, const std::string& found) {
    if (found != expected) Differ(how, file, expected, found);
  }

  void Differ(const char* how, const std::string& file,
              const std::string& expected, const std::string& found) {
    constexpr size_t kShown = 2'000;
    constexpr int kMostShown = 10;
    if (++differences_ > kMostShown) return;
    const auto shown = [](const std::string& text) {
      return absl::CHexEscape(text.substr(0, kShown));
    };
    std::cout << "file " << files_ << ", " << how
              << "\n  file:     " << shown(file)
              << "\n  expected: " << shown(expected)
              << "\n  found:    " << shown(found) << "\n";
  }

  int files_ = 0;
  size_t records_ = 0;
  size_t in_batches_ = 0;
  int differences_ = 0;
};

}  // namespace
}  // namespace leadscore

int main() {
  std::ios::sync_with_stdio(false);
  leadscore::Judge judge;
  int cases = 0;
  std::cin >> cases;
  while (cases > 0 && judge.Take(std::cin)) --cases;
  return judge.Finish(/*is_whole=*/cases == 0);
}
