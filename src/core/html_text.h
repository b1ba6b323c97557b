// Text in HTML.

#ifndef LEADSCORE_SRC_CORE_HTML_TEXT_H_
#define LEADSCORE_SRC_CORE_HTML_TEXT_H_

#include <string>
#include <string_view>

namespace leadscore::internal {

// Text that means only itself, in an element or a quoted attribute. Characters
// that HTML does not allow become blanks.
std::string EscapeHtml(std::string_view text);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CORE_HTML_TEXT_H_
