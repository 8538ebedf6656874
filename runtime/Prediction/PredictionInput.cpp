//===- PredictionInput.cpp - Pictures and arrays to predict for -----------===//

#include "runtime/Prediction/PredictionInput.h"
#include "runtime/Data/NpzArrays.h"
#include "runtime/Error.h"
#include "runtime/Files/Image.h"
#include "runtime/Files/InputFile.h"
#include "runtime/Tensor.h"

#include <algorithm>
#include <cstring>

namespace anabranch::runtime {

/// Takes what `evaluate` would measure: the test examples if there are any.
static Examples readArchive(const AnabranchProgram &program,
                            const std::string &path) {
  ZipArchive archive(path);
  const char *suffix = "_test";
  for (int64_t i = 0; i < program.input_count; ++i)
    if (findInput(archive, program, i, suffix))
      return readInputs(archive, program, suffix);
  return readInputs(archive, program, "");
}

Examples readPredictionInput(const AnabranchModel &model,
                             const std::string &path) {
  const AnabranchProgram &program = *model.predict;
  // The content tells what a file is, not its name.
  std::vector<char> content;
  {
    InputFile file(path);
    content = file.read(0, std::min<int64_t>(file.size(), 8));
    if (content.size() >= 2 && !std::memcmp(content.data(), "PK", 2))
      return readArchive(program, path);
    content = file.readAll();
  }
  bool isImage = looksLikeImage(content);
  if (!isImage && !looksLikeNpy(content))
    throw Error(path, "is no PNG, JPEG, .npy or .npz file",
                "convert it to one of these");
  if (program.input_count != 1)
    throw Error(path,
                "holds one array, but the model has " +
                    std::to_string(program.input_count) + " inputs",
                "give an .npz file with one array for each input layer");
  const AnabranchTensor &input = program.inputs[0];
  Examples examples;
  addInput(input,
           isImage ? decodeImage(content, shapeOf(input), path)
                   : parseNpy(std::move(content), path),
           path, examples);
  return examples;
}

} // namespace anabranch::runtime
