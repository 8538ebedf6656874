//===- AnabranchLspServer.cpp - Language server for editors ---------------===//

#include "compiler/Pipelines/Pipelines.h"

#include "mlir/Tools/mlir-lsp-server/MlirLspServerMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  anabranch::pipelines::registerDialects(registry);
  return failed(mlir::MlirLspServerMain(argc, argv, registry));
}
