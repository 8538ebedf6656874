//===- PredictionInput.cpp - Pictures and arrays to predict for -----------===//

#include "runtime/PredictionInput.h"
#include "runtime/Error.h"
#include "runtime/Image.h"
#include "runtime/InputFile.h"
#include "runtime/Tensor.h"

#include <algorithm>
#include <cstring>

namespace anabranch::runtime {

/// Adds an array as the next input. A single example may lack the first
/// dimension.
static void addInput(const AnabranchTensor &input, NumpyArray array,
                     const std::string &subject, Examples &examples) {
  if (array.shape == shapeOf(input))
    array.shape.insert(array.shape.begin(), 1);
  int64_t count = array.shape.empty() ? 0 : array.shape[0];
  if (examples.inputs.empty())
    examples.count = count;
  examples.inputs.push_back(inputColumn(input, std::move(array), subject));
  if (count != examples.count)
    throw Error(subject,
                "has " + std::to_string(count) +
                    " examples, but the arrays before it have " +
                    std::to_string(examples.count),
                "save arrays of equal length");
}

static Examples readArchive(const AnabranchProgram &program,
                            const std::string &path) {
  ZipArchive archive(path);
  Examples examples;
  for (int64_t i = 0; i < program.input_count; ++i) {
    std::string name = program.inputs[i].name;
    if (program.input_count == 1 && !npzContains(archive, name))
      name = npzContains(archive, "x_test") ? "x_test" : "x";
    NumpyArray array = readNpz(archive, name);
    addInput(program.inputs[i], std::move(array), npzSubject(archive, name),
             examples);
  }
  return examples;
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
