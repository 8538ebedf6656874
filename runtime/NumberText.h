//===- NumberText.h - Numbers for people ----------------------------------===//

#ifndef ANABRANCH_RUNTIME_NUMBERTEXT_H
#define ANABRANCH_RUNTIME_NUMBERTEXT_H

#include <string>

namespace anabranch::runtime {

/// A number by a format of printf, such as "%.4f". What is no number is `nan`,
/// where printf would show the sign that it happens to have.
std::string formatNumber(const char *format, double value);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_NUMBERTEXT_H
