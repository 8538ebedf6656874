//===- ClassFoldersTest.cpp -----------------------------------------------===//

#include "runtime/Data/ClassFolders.h"
#include "runtime/Data/Dataset.h"
#include "runtime/ParallelFor.h"

#include <cmath>
#include <gtest/gtest.h>
#include <numeric>
#include <set>

#include "MakePng.h"
#include "TemporaryDirectory.h"

using namespace anabranch::runtime;
using namespace anabranch::runtime::test;

namespace {

namespace fs = std::filesystem;

/// Writes a file and the folders that it is in.
void writeDeep(const std::string &path, const std::string &content) {
  fs::create_directories(fs::path(path).parent_path());
  writeFile(path, content);
}

/// Makes class folders a, b, ... of so many pictures, which have the index of
/// their class for a grey, and all sizes.
void makeFolders(const std::string &folder, int classes, int count) {
  for (int label = 0; label < classes; ++label)
    for (int i = 0; i < count; ++i)
      writeDeep(folder + "/" + char('a' + label) + "/" + std::to_string(i) +
                    ".png",
                makeGreyPng(30 + i, 34 - label, label));
}

/// The fake model, with room for changes.
struct PictureModel {
  PictureModel() {
    evaluate.inputs = &input;
    evaluate.targets = &target;
    model.evaluate = &evaluate;
    model.targets = &kind;
  }
  PictureModel(const PictureModel &) = delete; // it points into itself
  PictureModel &operator=(const PictureModel &) = delete;

  /// Makes the target that of a loss for numbers.
  void learnNumbers(const int64_t &count) {
    kind.kind = ANABRANCH_TARGET_VALUES;
    target.element_type = ANABRANCH_F32;
    target.rank = 1;
    target.shape = &count;
  }

  AnabranchModel model = anabranch_model;
  AnabranchProgram evaluate = *anabranch_model.evaluate;
  AnabranchTensor input = *anabranch_model.evaluate->inputs;
  AnabranchTensor target = *anabranch_model.evaluate->targets;
  AnabranchTarget kind = *anabranch_model.targets;
};

Dataset load(const std::string &directory, Purpose purpose = Purpose::Train,
             const AnabranchModel &model = anabranch_model) {
  return loadDataset(model, directory, purpose);
}

template <typename Number>
std::vector<Number> valuesOf(const Column &column, int64_t count) {
  std::vector<Number> values(count * column.elements);
  std::vector<int64_t> indices(count);
  std::iota(indices.begin(), indices.end(), 0);
  gather(column, indices.data(), count,
         reinterpret_cast<char *>(values.data()));
  return values;
}

std::vector<int32_t> labelsOf(const Examples &examples) {
  return valuesOf<int32_t>(examples.targets[0], examples.count);
}

TEST(ClassFolders, AreSearchedForPictures) {
  TemporaryDirectory directory;
  for (const char *name :
       {"b/2.JPG", "b/1.jpeg", "b/deep/er/3.Png", "a/x.png", "a/notes.txt",
        "a/png", "Z/x.png", ".hidden/x.png", "a/.x.png", "a/.deep/x.png",
        "labels.csv", ".DS_Store"})
    writeDeep(directory / name, "");
  // Links are followed to files and class folders, not to folders below, which
  // may go in circles.
  fs::create_symlink("x.png", directory / "a/link.png");
  fs::create_directory_symlink("..", directory / "a/folder.png");
  fs::create_directory_symlink("b/deep", directory / "c");
  std::vector<std::string> names = readClassNames(directory / "");
  EXPECT_EQ(names, (std::vector<std::string>{"Z", "a", "b", "c"}));
  PictureList list = listPictures(directory / "", names);
  std::string text;
  for (const Picture &picture : list.pictures)
    text += std::to_string(picture.label) +
            picture.path.substr((directory / "").size() - 1) + " ";
  EXPECT_EQ(text, "0/Z/x.png 1/a/link.png 1/a/x.png 2/b/1.jpeg 2/b/2.JPG "
                  "2/b/deep/er/3.Png 3/c/er/3.Png ");
  EXPECT_EQ(list.otherFiles, 4); // notes.txt, png, folder.png, labels.csv
}

TEST(ClassFolders, BecomeExamplesOfAnySize) {
  TemporaryDirectory directory;
  makeFolders(directory / "", 10, 2);
  Dataset dataset = load(directory / "");
  EXPECT_EQ(dataset.description, "pictures from " + directory / "");
  EXPECT_EQ(dataset.train.count, 20);
  EXPECT_EQ(dataset.test.count, 0);
  std::vector<int32_t> labels = labelsOf(dataset.train);
  std::vector<float> pictures = valuesOf<float>(dataset.train.inputs[0], 20);
  for (int64_t i = 0; i < 20 * 3072; ++i)
    ASSERT_EQ(pictures[i], float(labels[i / 3072]) / 255);
}

TEST(ClassFolders, AreMixedInAFixedOrder) {
  TemporaryDirectory directory, copy;
  makeFolders(directory / "", 10, 8);
  configureParallelFor(1, 0);
  std::vector<int32_t> labels = labelsOf(load(directory / "").train);
  // As --validation-split takes them.
  EXPECT_GT(std::set<int32_t>(labels.end() - 16, labels.end()).size(), 5u);
  EXPECT_GT(std::set<int32_t>(labels.begin(), labels.begin() + 16).size(), 5u);
  configureParallelFor(3, 0);
  fs::copy(directory / "", copy / "", fs::copy_options::recursive);
  EXPECT_EQ(labelsOf(load(copy / "").train), labels);
  configureParallelFor(0, 0);
}

TEST(ClassFolders, MayBeSplit) {
  TemporaryDirectory directory;
  makeFolders(directory / "train", 10, 3);
  EXPECT_EQ(load(directory / "").test.count, 0);
  EXPECT_EQ(load(directory / "", Purpose::Evaluate).test.count, 30);
  makeFolders(directory / "val", 10, 2);
  EXPECT_EQ(load(directory / "").test.count, 20);
  makeFolders(directory / "test", 10, 1);
  writeFile(directory / "test/notes.txt", "");
  Dataset dataset = load(directory / "");
  EXPECT_EQ(dataset.train.count, 30);
  EXPECT_EQ(dataset.test.count, 10);
  EXPECT_EQ(dataset.description,
            "pictures from " + directory / "" + ", 1 other file left out");
  EXPECT_EQ(load(directory / "", Purpose::Evaluate).test.count, 10);
  fs::rename(directory / "val", directory / "validation");
  fs::remove_all(directory / "test");
  EXPECT_EQ(load(directory / "").test.count, 20);
  EXPECT_EQ(load(directory / "", Purpose::Evaluate).test.count, 20);
  EXPECT_EQ(load(directory / "", Purpose::Evaluate).train.count, 0);
  // Without a folder train, all are class folders.
  fs::rename(directory / "train", directory / "training");
  EXPECT_NE(errorOf([&] { load(directory / ""); }).find("has 2 class folders"),
            std::string::npos);
}

TEST(ClassFolders, OfAFlatDirectoryAreAllMeasured) {
  TemporaryDirectory directory;
  makeFolders(directory / "", 10, 2);
  for (const char *name : {"a/notes.txt", "labels.csv"})
    writeFile(directory / name, "");
  Dataset dataset = load(directory / "", Purpose::Evaluate);
  EXPECT_EQ(dataset.test.count, 20);
  EXPECT_EQ(dataset.description,
            "pictures from " + directory / "" + ", 2 other files left out");
}

TEST(ClassFolders, AreWhatTheModelLearns) {
  TemporaryDirectory two, ten;
  makeFolders(two / "", 2, 3);
  makeFolders(ten / "", 10, 1);
  PictureModel binary;
  const int64_t one = 1, classes = 10;
  binary.learnNumbers(one);
  Examples examples = load(two / "", Purpose::Train, binary.model).train;
  std::vector<float> labels = valuesOf<float>(examples.targets[0], 6);
  std::vector<float> pictures = valuesOf<float>(examples.inputs[0], 6);
  EXPECT_EQ(std::count(labels.begin(), labels.end(), 1), 3);
  for (int64_t i = 0; i < 6; ++i)
    EXPECT_EQ(pictures[i * 3072] * 255, labels[i]);
  EXPECT_NE(errorOf([&] {
              load(ten / "", Purpose::Train, binary.model);
            }).find("has 10 class folders, but the model has 2 classes"),
            std::string::npos);

  PictureModel oneHot;
  oneHot.learnNumbers(classes);
  oneHot.kind.kind = ANABRANCH_TARGET_ONE_HOT;
  examples = load(ten / "", Purpose::Train, oneHot.model).train;
  labels = valuesOf<float>(examples.targets[0], 10);
  pictures = valuesOf<float>(examples.inputs[0], 10);
  for (int64_t i = 0; i < 10; ++i)
    EXPECT_EQ(labels[i * 10 + std::lround(pictures[i * 3072] * 255)], 1);
}

TEST(ClassFolders, FitModelsOfPicturesInClassesAlone) {
  TemporaryDirectory directory;
  makeFolders(directory / "", 10, 1);
  auto expectMisfit = [&](const PictureModel &other) {
    EXPECT_EQ(
        errorOf([&] { load(directory / "", Purpose::Train, other.model); }),
        directory / "" +
            ": class folders hold pictures of 1, 3 or 4 channels, each "
            "of one class, which the model does not read: give --data an "
            ".npz file that fits the model");
  };
  const int64_t channels[] = {16, 96, 2}, ten = 10;
  PictureModel other;
  other.input.shape = channels;
  expectMisfit(other);
  PictureModel flat;
  flat.input.rank = 2;
  expectMisfit(flat);
  PictureModel pair;
  pair.evaluate.input_count = 2;
  expectMisfit(pair);
  PictureModel numbers;
  numbers.learnNumbers(ten);
  expectMisfit(numbers);
  PictureModel targets;
  targets.model.target_count = 2;
  expectMisfit(targets);

  const int64_t greyShape[] = {8, 8, 1};
  PictureModel grey;
  grey.input.shape = greyShape;
  EXPECT_EQ(load(directory / "", Purpose::Train, grey.model)
                .train.inputs[0]
                .bytes.size(),
            640u);
}

TEST(ClassFolders, MustBeThoseOfTheModel) {
  TemporaryDirectory directory;
  auto error = [&] { return errorOf([&] { load(directory / ""); }); };
  fs::create_directory(directory / "train");
  EXPECT_EQ(error(), directory / "train: has no class folders: put the "
                                 "pictures of each class into a folder of its "
                                 "own");
  makeFolders(directory / "train", 1, 1);
  EXPECT_EQ(error(), directory / "train: has 1 class folder, but the model has "
                                 "10 classes: put the pictures of each class "
                                 "into a folder of its own");
  makeFolders(directory / "train", 11, 1);
  EXPECT_NE(error().find("has 11 class folders, but the model has 10 classes"),
            std::string::npos);
}

TEST(ClassFolders, AreTheSameInEveryPart) {
  TemporaryDirectory directory;
  makeFolders(directory / "train", 10, 1);
  makeFolders(directory / "test", 9, 1);
  std::string train = directory / "train", test = directory / "test";
  std::string error = test + ": has no class folder j, but " + train +
                      " has: give both the same class folders";
  for (Purpose purpose : {Purpose::Train, Purpose::Evaluate})
    EXPECT_EQ(errorOf([&] { load(directory / "", purpose); }), error);
  makeFolders(directory / "test", 11, 1);
  EXPECT_EQ(errorOf([&] { load(directory / ""); }),
            train + ": has no class folder k, but " + test +
                " has: give both the same class folders");
}

TEST(ClassFolders, HoldWholePictures) {
  TemporaryDirectory directory;
  auto error = [&] { return errorOf([&] { load(directory / ""); }); };
  for (char name = 'a'; name < 'k'; ++name)
    fs::create_directory(directory / std::string(1, name));
  EXPECT_EQ(error(), directory / "" +
                         ": has no PNG or JPEG pictures in its class folders: "
                         "name the directory that holds the class folders");
  makeFolders(directory / "", 10, 4);
  EXPECT_EQ(error(), "");
  fs::remove_all(directory / "d");
  writeDeep(directory / "d/notes.txt", "");
  EXPECT_EQ(error(), directory /
                         "d"
                         ": has no PNG or JPEG pictures: add some or remove "
                         "the folder");
  // Of several damaged ones the same is named, whatever the threads do.
  makeFolders(directory / "", 10, 4);
  for (const char *name : {"b/1.png", "d/2.png", "h/0.png"})
    writeFile(directory / name, "damaged");
  std::string first = error();
  EXPECT_NE(first.find("is no whole PNG or JPEG file: save"),
            std::string::npos);
  for (int threads : {1, 2, 5}) {
    configureParallelFor(threads, 0);
    EXPECT_EQ(error(), first);
  }
  configureParallelFor(0, 0);
  fs::remove(directory / "b/1.png");
  fs::create_symlink("missing", directory / "b/1.png");
  for (const char *name : {"d/2.png", "h/0.png"})
    fs::remove(directory / name);
  EXPECT_NE(error().find("/b/1.png: cannot be read (No such file"),
            std::string::npos);
}

TEST(ClassFolders, AreToldFromCifar10) {
  TemporaryDirectory directory;
  auto error = [&] { return errorOf([&] { load(directory / ""); }); };
  // Nothing, pictures without folders, hidden folders.
  std::string neither = ": has neither class folders nor CIFAR-10's "
                        "data_batch_1.bin: put the pictures of each class into "
                        "a folder of its own";
  EXPECT_NE(error().find(neither), std::string::npos) << error();
  writeDeep(directory / ".hidden/x.png", "");
  writeFile(directory / "x.png", "");
  EXPECT_NE(error().find(neither), std::string::npos) << error();
  makeFolders(directory / "", 10, 1);
  EXPECT_EQ(error(), "");
  EXPECT_EQ(dataFiles(directory / "").size(), 10u);
  for (const char *name : {"test_batch.bin", "data_batch_1.bin"}) {
    writeFile(directory / name, "");
    EXPECT_NE(error().find("data_batch_1.bin: "), std::string::npos);
    fs::remove(directory / name);
  }
}

TEST(ClassFolders, AreTheFilesThatTrainingReads) {
  TemporaryDirectory directory;
  for (const char *name :
       {"train/a/1.png", "train/a/notes.txt", "test/a/2.png", "val/a/3.png"})
    writeDeep(directory / name, "");
  EXPECT_EQ(dataFiles(directory / ""),
            (std::vector<std::string>{directory / "train/a/1.png",
                                      directory / "test/a/2.png"}));
}

TEST(ClassFolders, ThatCannotBeReadAreNamed) {
  TemporaryDirectory directory;
  std::string missing = directory / "missing";
  std::string error = missing + ": cannot be read (No such file or directory): "
                                "check the path and its permissions";
  EXPECT_EQ(errorOf([&] { readClassNames(missing); }), error);
  EXPECT_EQ(errorOf([&] { listPictures(directory / "", {"missing"}); }), error);
}

} // namespace
