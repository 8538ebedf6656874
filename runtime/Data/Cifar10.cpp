//===- Cifar10.cpp - CIFAR-10's binary files ------------------------------===//
//
// A file is a sequence of records: one byte of label, then 32 x 32 bytes each
// of red, green and blue, row by row.
//
//===----------------------------------------------------------------------===//

#include "runtime/Data/Dataset.h"
#include "runtime/Error.h"
#include "runtime/Files/InputFile.h"
#include "runtime/ParallelFor.h"
#include "runtime/Tensor.h"

#include <cerrno>
#include <sys/stat.h>

namespace anabranch::runtime {

static constexpr int64_t side = 32, channels = 3, pixels = side * side;
static constexpr int64_t recordBytes = 1 + channels * pixels;
static constexpr int64_t classes = 10;

/// Appends a file's pictures, channels last, and labels.
static void appendFile(const std::string &path, std::vector<char> &pictures,
                       std::vector<int32_t> &labels) {
  InputFile file(path);
  if (file.size() == 0 || file.size() % recordBytes != 0)
    throw Error(path,
                "has " + std::to_string(file.size()) +
                    " bytes, which is not a whole number of records of " +
                    std::to_string(recordBytes),
                "download CIFAR-10's binary version again");
  std::vector<char> records = file.readAll();
  int64_t count = file.size() / recordBytes;
  for (int64_t i = 0; i < count; ++i) {
    int label = uint8_t(records[i * recordBytes]);
    if (label >= classes)
      throw Error(path,
                  "record " + std::to_string(i) + " has the label " +
                      std::to_string(label) + ", but CIFAR-10's are 0 to 9",
                  "download CIFAR-10's binary version again");
    labels.push_back(label);
  }
  auto first = int64_t(pictures.size());
  pictures.resize(first + count * channels * pixels);
  parallelFor(count, [&](int64_t i) {
    const char *planes = &records[i * recordBytes + 1];
    char *picture = &pictures[first + i * channels * pixels];
    for (int64_t channel = 0; channel < channels; ++channel)
      for (int64_t pixel = 0; pixel < pixels; ++pixel)
        picture[pixel * channels + channel] = planes[channel * pixels + pixel];
  });
}

static Examples loadFiles(const AnabranchModel &model,
                          const std::vector<std::string> &paths) {
  NumpyArray pictures;
  pictures.kind = 'u';
  pictures.itemSize = 1;
  std::vector<int32_t> labels;
  for (const std::string &path : paths)
    appendFile(path, pictures.bytes, labels);
  Examples examples;
  examples.count = int64_t(labels.size());
  pictures.shape = {examples.count, side, side, channels};
  examples.inputs.push_back(inputColumn(model.evaluate->inputs[0],
                                        std::move(pictures), paths.front()));
  examples.targets.push_back(classColumn(model, 0, labels));
  return examples;
}

/// Whether something has that name. Whether it is of use is seen on reading it:
/// what is there and cannot be read is no reason to train without validation.
static bool exists(const std::string &path) {
  struct stat status;
  return lstat(path.c_str(), &status) == 0 || errno != ENOENT;
}

std::vector<std::string> cifar10Files(const std::string &directory) {
  std::vector<std::string> paths;
  for (int i = 1; i <= 5; ++i)
    paths.push_back(directory + "/data_batch_" + std::to_string(i) + ".bin");
  paths.push_back(directory + "/test_batch.bin");
  return paths;
}

bool hasCifar10Files(const std::string &directory) {
  std::vector<std::string> paths = cifar10Files(directory);
  return exists(paths.front()) || exists(paths.back());
}

Dataset loadCifar10(const AnabranchModel &model, const std::string &directory,
                    Purpose purpose) {
  const AnabranchProgram &program = *model.evaluate;
  if (program.input_count != 1 ||
      shapeOf(program.inputs[0]) !=
          std::vector<int64_t>{side, side, channels} ||
      !hasOneClassTarget(model) || classCount(model, 0) < classes)
    throw Error(directory,
                "CIFAR-10's examples are one (32, 32, 3) picture and one of 10 "
                "classes, which the model does not read",
                "give --data an .npz file that fits the model");
  Dataset dataset;
  dataset.description = "CIFAR-10 from " + directory;
  std::vector<std::string> paths = cifar10Files(directory);
  std::string testPath = paths.back();
  paths.pop_back();
  if (purpose == Purpose::Train)
    dataset.train = loadFiles(model, paths);
  if (purpose == Purpose::Evaluate || exists(testPath))
    dataset.test = loadFiles(model, {testPath});
  return dataset;
}

} // namespace anabranch::runtime
