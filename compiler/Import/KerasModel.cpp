//===- KerasModel.cpp - From a Keras model file to the nn dialect ---------===//

#include "compiler/Import/KerasModel.h"

#include "compiler/Import/Archive.h"
#include "compiler/Import/CompileConfig.h"
#include "compiler/Import/Hdf5Weights.h"
#include "compiler/Import/ModelBuilder.h"

#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

/// The model's JSON, and the weights if the file is an archive that has some.
static FailureOr<Archive> readFile(Reporter &reporter, StringRef path) {
  if (llvm::sys::path::extension(path) == ".keras")
    return readArchive(reporter, path);
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    return reporter.error("cannot be read: " + buffer.getError().message() +
                          ": check the path and its permissions");
  if ((*buffer)->getBuffer().starts_with("PK"))
    return readArchive(reporter, path);
  return Archive{(*buffer)->getBuffer().str(), {}};
}

OwningOpRef<ModuleOp> anabranch::import::importKerasModel(
    StringRef path, const ImportOptions &options, MLIRContext &context) {
  Reporter reporter(context, path);
  FailureOr<Archive> archive = readFile(reporter, path);
  if (failed(archive))
    return nullptr;
  FailureOr<ModelText> text = parseModel(reporter, archive->config);
  if (failed(text))
    return nullptr;
  FailureOr<Graph> graph = readGraph(reporter, *text);
  if (failed(graph))
    return nullptr;
  std::unique_ptr<Hdf5Weights> weights;
  if (!archive->weights.empty()) {
    auto opened = Hdf5Weights::open(reporter, archive->weights, *graph);
    if (failed(opened))
      return nullptr;
    weights = std::move(*opened);
  }
  ModelBuilder model(reporter, *graph, context);
  if (failed(model.build(weights.get())))
    return nullptr;
  OwningOpRef<ModuleOp> module = model.takeModule();
  if (failed(readCompileConfig(reporter, text->value, options,
                               model.getOutput(), *module)))
    return nullptr;
  return module;
}
