//===- ImportCheck.cpp - What holds for every import ----------------------===//

#include "test/Fuzz/ImportCheck.h"

#include "compiler/Import/KerasModel.h"
#include "test/Fuzz/MemoryFile.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/Verifier.h"

using namespace mlir;
using namespace anabranch;

/// A context to import with. Making one takes longer than most imports; but
/// what it holds grows, so that there is a new one every now and then.
static MLIRContext &getContext() {
  constexpr unsigned uses = 200;
  static std::unique_ptr<MLIRContext> context;
  static unsigned used = 0;
  if (!context || ++used == uses) {
    context = std::make_unique<MLIRContext>(MLIRContext::Threading::DISABLED);
    used = 0;
  }
  return *context;
}

void fuzz::checkImport(const std::string &path) {
  MLIRContext &context = getContext();
  unsigned errors = 0;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    if (diagnostic.getSeverity() != DiagnosticSeverity::Error)
      return success();
    ++errors;
    std::string text = diagnostic.str();
    require(StringRef(text).starts_with(path + ": "),
            "an error names the file");
    require(text.find('\n') == std::string::npos, "an error is one line");
    return success();
  });
  OwningOpRef<ModuleOp> module = import::importKerasModel(path, {}, context);
  require(errors == (module ? 0 : 1), "a model is imported, or one error says "
                                      "why not");
  require(!module || succeeded(verify(*module)), "an imported model verifies");
}
