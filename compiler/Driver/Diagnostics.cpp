//===- Diagnostics.cpp - What the tools print of errors -------------------===//

#include "compiler/Driver/Diagnostics.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace anabranch;

int anabranch::reportError(const Twine &message) {
  llvm::errs() << "error: " << message << "\n";
  return 1;
}

llvm::LogicalResult
anabranch::checkOutput(StringRef output,
                       ArrayRef<std::pair<StringRef, StringRef>> inputs) {
  for (auto [name, path] : inputs) {
    bool isSame = false;
    if (!path.empty() && !llvm::sys::fs::equivalent(output, path, isSame) &&
        isSame) {
      reportError(output + ": is also " + name + ": name another output file");
      return failure();
    }
  }
  return success();
}

void anabranch::printDiagnostic(Diagnostic &diagnostic,
                                ArrayRef<std::string> files) {
  std::string message = diagnostic.str();
  bool namesFile = llvm::any_of(files, [&](StringRef file) {
    return !file.empty() && StringRef(message).starts_with(file);
  });
  if (!namesFile) {
    if (auto name = diagnostic.getLocation()->findInstanceOf<NameLoc>())
      message = "layer \"" + name.getName().str() + "\": " + message;
    message = files.front() + ": " + message;
  }
  switch (diagnostic.getSeverity()) {
  case DiagnosticSeverity::Error:
    reportError(message);
    break;
  case DiagnosticSeverity::Warning:
    llvm::errs() << "warning: " << message << "\n";
    break;
  default:
    break; // Notes show IR, which is nothing to the user.
  }
}
