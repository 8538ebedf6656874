//===- CommandLine.h - What the user asks for -----------------------------===//

#ifndef ANABRANCH_RUNTIME_COMMANDLINE_H
#define ANABRANCH_RUNTIME_COMMANDLINE_H

#include "runtime/Model.h"

namespace anabranch::runtime {

/// Parses the arguments and runs the command that they name. An error is
/// printed as one line to standard error.
///
/// \returns the process's exit code
int runCommandLine(const AnabranchModel &model, int argc,
                   const char *const *argv);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_COMMANDLINE_H
