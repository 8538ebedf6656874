//===- PictureDataset.cpp - Pictures in class folders ---------------------===//

#include "runtime/Data/ClassFolders.h"
#include "runtime/Data/Dataset.h"
#include "runtime/Error.h"
#include "runtime/Files/Image.h"
#include "runtime/Files/InputFile.h"
#include "runtime/ParallelFor.h"
#include "runtime/Random.h"
#include "runtime/Tensor.h"

#include <algorithm>
#include <filesystem>

namespace anabranch::runtime {

/// How many class folders the model is to be trained on: two for an output of
/// one number, which learns 0 and 1 as with Keras's label_mode="binary". 0 if
/// it learns no class.
static int64_t foldersFor(const AnabranchModel &model) {
  if (hasOneClassTarget(model))
    return classCount(model, 0);
  bool isNumber =
      model.target_count == 1 && elementCount(model.evaluate->targets[0]) == 1;
  return isNumber ? 2 : 0;
}

/// \throws Error if the model reads no pictures, learns no classes, or others
static void checkModel(const AnabranchModel &model, const std::string &folder,
                       size_t classes) {
  const AnabranchProgram &program = *model.evaluate;
  int64_t wanted = foldersFor(model);
  if (program.input_count != 1 || !isPictureShape(shapeOf(program.inputs[0])) ||
      wanted == 0)
    throw Error(folder,
                "class folders hold pictures of 1, 3 or 4 channels, each of "
                "one class, which the model does not read",
                "give --data an .npz file that fits the model");
  if (classes == 0)
    throw Error(folder, "has no class folders",
                "put the pictures of each class into a folder of its own");
  if (int64_t(classes) != wanted)
    throw Error(folder,
                "has " + std::to_string(classes) + " class folder" +
                    (classes == 1 ? "" : "s") + ", but the model has " +
                    std::to_string(wanted) + " classes",
                "put the pictures of each class into a folder of its own");
}

/// \throws Error if `folder` lacks a class folder that `other` has
static void checkHasClasses(const std::string &folder,
                            const std::vector<std::string> &names,
                            const std::string &other,
                            const std::vector<std::string> &otherNames) {
  auto missing = std::find_if(
      otherNames.begin(), otherNames.end(), [&](const std::string &name) {
        return !std::binary_search(names.begin(), names.end(), name);
      });
  if (missing != otherNames.end())
    throw Error(folder,
                "has no class folder " + *missing + ", but " + other + " has",
                "give both the same class folders");
}

/// \throws Error if a class has no pictures
static void checkHasPictures(const std::string &folder,
                             const std::vector<std::string> &names,
                             const PictureList &list) {
  if (list.pictures.empty())
    throw Error(folder, "has no PNG or JPEG pictures in its class folders",
                "name the directory that holds the class folders");
  std::vector<bool> has(names.size());
  for (const Picture &picture : list.pictures)
    has[picture.label] = true;
  for (size_t i = 0; i < names.size(); ++i)
    if (!has[i])
      throw Error(std::filesystem::path(folder) / names[i],
                  "has no PNG or JPEG pictures",
                  "add some or remove the folder");
}

/// Reads the pictures in a fixed random order. In that of the list,
/// --validation-split would take only the last classes, and --no-shuffle train
/// on one class after the other. It depends on the list alone, so that a
/// resumed run keeps to its examples.
static Examples readPictures(const AnabranchModel &model,
                             const std::vector<Picture> &pictures) {
  constexpr uint64_t seed = 11;
  const AnabranchTensor &input = model.evaluate->inputs[0];
  std::vector<int64_t> shape = shapeOf(input);
  Examples examples;
  examples.count = int64_t(pictures.size());
  std::vector<int64_t> order = permutation(examples.count, RandomStream(seed));
  NumpyArray array;
  array.kind = 'u';
  array.itemSize = 1;
  array.shape = {examples.count, shape[0], shape[1], shape[2]};
  int64_t bytes = elementCount(shape);
  array.bytes.resize(examples.count * bytes);
  std::vector<int32_t> labels(examples.count);
  parallelForThrowing(examples.count, [&](int64_t i) {
    const Picture &picture = pictures[order[i]];
    labels[i] = picture.label;
    NumpyArray image =
        decodeImage(InputFile(picture.path).readAll(), shape, picture.path);
    std::copy(image.bytes.begin(), image.bytes.end(),
              array.bytes.begin() + i * bytes);
  });
  examples.inputs.push_back(
      inputColumn(input, std::move(array), "class folders"));
  examples.targets.push_back(classColumn(model, 0, labels));
  return examples;
}

std::vector<std::string> classFolderFiles(const std::string &directory) {
  auto [train, test] = findPictureFolders(directory);
  std::vector<std::string> files;
  for (const std::string &folder : {train, test})
    if (!folder.empty())
      for (const Picture &picture :
           listPictures(folder, readClassNames(folder)).pictures)
        files.push_back(picture.path);
  return files;
}

Dataset loadClassFolders(const AnabranchModel &model,
                         const std::string &directory, Purpose purpose) {
  auto [train, test] = findPictureFolders(directory);
  std::vector<std::string> names = readClassNames(train);
  checkModel(model, train, names.size());
  if (!test.empty()) {
    std::vector<std::string> testNames = readClassNames(test);
    checkHasClasses(test, testNames, train, names);
    checkHasClasses(train, names, test, testNames);
  }
  // Reading takes long, so all that can be missing is looked for first.
  Dataset dataset;
  int64_t otherFiles = 0;
  auto list = [&](const std::string &folder) {
    PictureList found = listPictures(folder, names);
    checkHasPictures(folder, names, found);
    otherFiles += found.otherFiles;
    return found.pictures;
  };
  std::vector<Picture> trainPictures, testPictures;
  if (purpose == Purpose::Train)
    trainPictures = list(train);
  if (purpose == Purpose::Evaluate || !test.empty())
    testPictures = list(test.empty() ? train : test);
  if (!trainPictures.empty())
    dataset.train = readPictures(model, trainPictures);
  if (!testPictures.empty())
    dataset.test = readPictures(model, testPictures);
  dataset.description = "pictures from " + directory;
  if (otherFiles > 0)
    dataset.description += ", " + std::to_string(otherFiles) + " other file" +
                           (otherFiles == 1 ? "" : "s") + " left out";
  return dataset;
}

} // namespace anabranch::runtime
