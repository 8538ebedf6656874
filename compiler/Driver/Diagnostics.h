//===- Diagnostics.h - What the tools print of errors ---------------------===//

#ifndef ANABRANCH_COMPILER_DRIVER_DIAGNOSTICS_H
#define ANABRANCH_COMPILER_DRIVER_DIAGNOSTICS_H

#include "mlir/IR/Diagnostics.h"

namespace anabranch {

/// Prints "error: MESSAGE" and returns the exit code.
int reportError(const llvm::Twine &message);

/// Reports an output that is one of the files which are read, by whatever links
/// or spellings. Each of these is named for the user, and may have no path.
llvm::LogicalResult
checkOutput(llvm::StringRef output,
            llvm::ArrayRef<std::pair<llvm::StringRef, llvm::StringRef>> inputs);

/// Prints "error: FILE: layer "NAME": MESSAGE". Messages of the importer begin
/// with one of the files, which the user named; MLIR's own get the first, and
/// the layer from the location.
void printDiagnostic(mlir::Diagnostic &diagnostic,
                     llvm::ArrayRef<std::string> files);

} // namespace anabranch

#endif // ANABRANCH_COMPILER_DRIVER_DIAGNOSTICS_H
