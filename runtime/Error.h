//===- Error.h - The one exception of the runtime -------------------------===//

#ifndef ANABRANCH_RUNTIME_ERROR_H
#define ANABRANCH_RUNTIME_ERROR_H

#include <stdexcept>
#include <string>

namespace anabranch::runtime {

/// What ends a command. `main` prints it as one line,
/// `error: SUBJECT: PROBLEM: REMEDY`, and exits with 1.
class Error : public std::runtime_error {
public:
  /// \param subject the file or option that is at fault
  /// \param problem what is wrong with it
  /// \param remedy what the user can do about it
  Error(const std::string &subject, const std::string &problem,
        const std::string &remedy)
      : std::runtime_error(subject + ": " + problem + ": " + remedy) {}
};

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_ERROR_H
