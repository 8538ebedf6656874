//===- ModelFile.cpp - The files that Keras saves models in ---------------===//

#include "compiler/Import/Files/ModelFile.h"

#include "compiler/Import/Files/Hdf5File.h"
#include "compiler/Import/Files/ModelText.h"

#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace anabranch::import;

static FailureOr<std::unique_ptr<llvm::MemoryBuffer>>
readBytes(Reporter &reporter, StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  if (!buffer)
    return reporter.error("cannot be read: " + buffer.getError().message() +
                          ": check the path and its permissions");
  return std::move(*buffer);
}

/// The string attribute of the file's root; empty if it has none.
static std::string readAttribute(const Hdf5File &file, StringRef name) {
  std::optional<std::vector<std::string>> strings = file.readStrings("/", name);
  return strings && strings->size() == 1 ? strings->front() : "";
}

/// A whole model as Keras 2 saved it, and as Keras 3 still does (`.h5`).
static FailureOr<ModelFile> readLegacyFile(Reporter &reporter,
                                           StringRef bytes) {
  ModelFile result;
  result.weights.assign(bytes.begin(), bytes.end());
  std::unique_ptr<Hdf5File> file = Hdf5File::open(result.weights);
  if (!file)
    return reporter.error("is no HDF5 file: it is damaged: save the model "
                          "again");
  result.config = readAttribute(*file, "model_config");
  if (result.config.empty())
    return reporter.error("holds no model (it has no \"model_config\"), or is "
                          "damaged: compile the model, and give its weights "
                          "with --weights");
  result.training = readAttribute(*file, "training_config");
  result.kerasVersion = readAttribute(*file, "keras_version");
  return result;
}

FailureOr<ModelFile> anabranch::import::readModelFile(Reporter &reporter,
                                                      StringRef path) {
  FailureOr<std::unique_ptr<llvm::MemoryBuffer>> buffer =
      readBytes(reporter, path);
  if (failed(buffer))
    return failure();
  StringRef bytes = (*buffer)->getBuffer();
  if (isArchive(bytes))
    return readArchive(reporter, path);
  if (Hdf5File::isHdf5(bytes))
    return readLegacyFile(reporter, bytes);
  if (llvm::sys::path::extension(path) == ".keras")
    return readArchive(reporter, path); // which says why it is none
  return ModelFile{bytes.str(), "", "", {}};
}

FailureOr<std::vector<char>>
anabranch::import::readWeightsFile(Reporter &reporter, StringRef path) {
  FailureOr<std::unique_ptr<llvm::MemoryBuffer>> buffer =
      readBytes(reporter, path);
  if (failed(buffer))
    return failure();
  StringRef bytes = (*buffer)->getBuffer();
  if (isArchive(bytes)) {
    FailureOr<ModelFile> model = readArchive(reporter, path);
    if (failed(model))
      return failure();
    return std::move(model->weights);
  }
  if (!Hdf5File::isHdf5(bytes))
    return reporter.error("is no HDF5 file: give a file that "
                          "model.save_weights() or model.save() has written");
  return std::vector<char>(bytes.begin(), bytes.end());
}

std::string anabranch::import::findKerasVersion(const Json &value) {
  auto found = value.is_object() ? value.find("keras_version") : value.end();
  return found != value.end() && found->is_string() ? found->get<std::string>()
                                                    : "";
}

FailureOr<Json> anabranch::import::readTrainingConfig(Reporter &reporter,
                                                      StringRef text) {
  Json config = parseJson(text);
  if (!config.is_object())
    return reporter.error("its \"training_config\" is not a JSON object, or "
                          "is nested too deep: save the model again");
  Json result = Json::object();
  for (auto [from, to] :
       {std::pair("optimizer_config", "optimizer"), std::pair("loss", "loss"),
        std::pair("metrics", "metrics"),
        std::pair("weighted_metrics", "weighted_metrics"),
        std::pair("loss_weights", "loss_weights")})
    if (config.contains(from))
      result[to] = config[from];
  return result;
}
