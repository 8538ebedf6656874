//===- DatasetTest.cpp ----------------------------------------------------===//

#include "runtime/Data/Dataset.h"
#include "runtime/Execution/Batches.h"
#include "runtime/Tensor.h"

#include <cstring>
#include <gtest/gtest.h>

#include "TemporaryDirectory.h"

using namespace anabranch::runtime;
using namespace anabranch::runtime::test;

namespace {

constexpr int64_t pictureBytes = 3072;

std::string record(int label, char red, char green, char blue) {
  return char(label) + std::string(1024, red) + std::string(1024, green) +
         std::string(1024, blue);
}

void writeCifar10(const TemporaryDirectory &directory) {
  for (int i = 1; i <= 5; ++i)
    writeFile(directory / ("data_batch_" + std::to_string(i) + ".bin"),
              record(i, char(i), 0, char(255)) + record(9, 0, 0, 0));
  writeFile(directory / "test_batch.bin", record(0, 51, 102, char(204)));
}

NumpyArray makeArray(char kind, int itemSize, std::vector<int64_t> shape) {
  NumpyArray array;
  array.kind = kind;
  array.itemSize = itemSize;
  array.shape = std::move(shape);
  array.bytes.resize(elementCount(array.shape) * itemSize);
  return array;
}

template <typename Number>
std::vector<Number> valuesOf(const Column &column, int64_t count) {
  std::vector<Number> values(count * column.elements);
  std::vector<int64_t> indices(count);
  for (int64_t i = 0; i < count; ++i)
    indices[i] = i;
  gather(column, indices.data(), count,
         reinterpret_cast<char *>(values.data()));
  return values;
}

TEST(Cifar10, IsReadChannelsLast) {
  TemporaryDirectory directory;
  writeCifar10(directory);
  Dataset dataset =
      loadDataset(anabranch_model, directory / "", Purpose::Train);
  EXPECT_EQ(dataset.train.count, 10);
  EXPECT_EQ(dataset.test.count, 1);
  EXPECT_EQ(valuesOf<int32_t>(dataset.train.targets[0], 10),
            (std::vector<int32_t>{1, 9, 2, 9, 3, 9, 4, 9, 5, 9}));
  std::vector<float> picture = valuesOf<float>(dataset.test.inputs[0], 1);
  for (int64_t i = 0; i < pictureBytes; i += 3) {
    ASSERT_EQ(picture[i], 51 / 255.0f);
    ASSERT_EQ(picture[i + 1], 102 / 255.0f);
    ASSERT_EQ(picture[i + 2], 204 / 255.0f);
  }
}

TEST(Cifar10, IsNotScaledForAModelThatScalesItself) {
  TemporaryDirectory directory;
  writeCifar10(directory);
  AnabranchTensor input = anabranch_model.evaluate->inputs[0];
  input.reads_raw_bytes = 1;
  AnabranchProgram evaluate = *anabranch_model.evaluate;
  evaluate.inputs = &input;
  AnabranchModel model = anabranch_model;
  model.evaluate = &evaluate;
  Dataset dataset = loadDataset(model, directory / "", Purpose::Evaluate);
  EXPECT_EQ(valuesOf<float>(dataset.test.inputs[0], 1)[1], 102.0f);
}

TEST(Cifar10, NeedsNoTestFileToTrain) {
  TemporaryDirectory directory;
  writeCifar10(directory);
  std::filesystem::remove(directory / "test_batch.bin");
  EXPECT_EQ(
      loadDataset(anabranch_model, directory / "", Purpose::Train).test.count,
      0);
  EXPECT_NE(errorOf([&] {
              loadDataset(anabranch_model, directory / "", Purpose::Evaluate);
            }).find("test_batch.bin: cannot be read"),
            std::string::npos);
}

TEST(Cifar10, DoesNotPassOverATestFileThatCannotBeRead) {
  TemporaryDirectory directory;
  writeCifar10(directory);
  std::string path = directory / "test_batch.bin";
  auto load = [&] {
    loadDataset(anabranch_model, directory / "", Purpose::Train);
  };
  std::filesystem::remove(path);
  std::filesystem::create_directory(path);
  EXPECT_NE(errorOf(load).find("test_batch.bin: is not a regular file"),
            std::string::npos);
  std::filesystem::remove(path);
  std::filesystem::create_symlink("missing", path);
  EXPECT_NE(errorOf(load).find("test_batch.bin: cannot be read"),
            std::string::npos);
}

TEST(Cifar10, RejectsShortFilesAndBadLabels) {
  TemporaryDirectory directory;
  auto load = [&] {
    loadDataset(anabranch_model, directory / "", Purpose::Train);
  };
  writeCifar10(directory);
  std::string path = directory / "data_batch_3.bin";
  writeFile(path, record(1, 2, 3, 4).substr(0, 3000));
  EXPECT_NE(errorOf(load).find("data_batch_3.bin: has 3000 bytes"),
            std::string::npos);
  writeFile(path, "");
  EXPECT_NE(errorOf(load).find("data_batch_3.bin: has 0 bytes"),
            std::string::npos);
  writeFile(path, record(1, 2, 3, 4) + record(10, 2, 3, 4));
  EXPECT_NE(errorOf(load).find("data_batch_3.bin: record 1 has the label 10"),
            std::string::npos);
  std::filesystem::remove(path);
  EXPECT_NE(errorOf(load).find("data_batch_3.bin: cannot be read"),
            std::string::npos);
}

/// Writes an .npz file and loads it.
Dataset
loadArrays(const std::vector<std::pair<std::string, NumpyArray>> &arrays,
           Purpose purpose = Purpose::Train,
           const AnabranchModel &model = anabranch_model) {
  TemporaryDirectory directory;
  std::vector<std::pair<std::string, std::vector<char>>> members;
  members.reserve(arrays.size());
  for (const auto &[name, array] : arrays)
    members.emplace_back(name + ".npy", formatNpy(array));
  writeZipArchive(directory / "data.npz", members);
  return loadDataset(model, directory / "data.npz", purpose);
}

std::string
loadError(const std::vector<std::pair<std::string, NumpyArray>> &arrays) {
  return errorOf([&] { loadArrays(arrays); });
}

TEST(NpzDataset, ReadsKerasNames) {
  NumpyArray x = makeArray('u', 1, {3, 32, 32, 3});
  x.bytes[5] = char(255);
  NumpyArray y = makeArray('u', 1, {3, 1});
  y.bytes[2] = 7;
  NumpyArray xTest = makeArray('u', 1, {2, 32, 32, 3});
  NumpyArray yTest = makeArray('i', 8, {2});
  Dataset dataset = loadArrays(
      {{"x_train", x}, {"y_train", y}, {"x_test", xTest}, {"y_test", yTest}});
  EXPECT_EQ(dataset.train.count, 3);
  EXPECT_EQ(dataset.test.count, 2);
  EXPECT_EQ(valuesOf<float>(dataset.train.inputs[0], 1)[5], 1.0f);
  EXPECT_EQ(valuesOf<int32_t>(dataset.train.targets[0], 3),
            (std::vector<int32_t>{0, 0, 7}));
  Dataset test =
      loadArrays({{"image", xTest}, {"y", yTest}}, Purpose::Evaluate);
  EXPECT_EQ(test.test.count, 2);
  EXPECT_EQ(test.train.count, 0);
}

TEST(NpzDataset, ValidatesOnTestExamplesOrOthers) {
  NumpyArray x = makeArray('u', 1, {4, 32, 32, 3});
  NumpyArray y = makeArray('i', 4, {4});
  NumpyArray xOther = makeArray('u', 1, {3, 32, 32, 3});
  NumpyArray yOther = makeArray('i', 4, {3});
  using Arrays = std::vector<std::pair<std::string, NumpyArray>>;
  Arrays arrays = {
      {"x", x}, {"y", y}, {"image_val", xOther}, {"y_val", yOther}};
  EXPECT_EQ(loadArrays(arrays).test.count, 3);
  EXPECT_EQ(loadArrays(arrays, Purpose::Evaluate).test.count, 4);
  arrays.pop_back();
  EXPECT_NE(loadError(arrays).find("has no array y_val:"), std::string::npos);
  arrays.insert(arrays.end(), {{"x_test", x}, {"y_test", y}});
  EXPECT_EQ(loadArrays(arrays).test.count, 4);
}

TEST(NpzDataset, WarnsOfArraysThatAreNotUsed) {
  NumpyArray x = makeArray('u', 1, {4, 32, 32, 3});
  NumpyArray y = makeArray('i', 4, {4});
  using Arrays = std::vector<std::pair<std::string, NumpyArray>>;
  Arrays arrays = {{"x", x},       {"y", y},      {"x_train", x}, {"x_test", x},
                   {"y_train", y}, {"y_test", y}, {"x_val", x},   {"y_val", y}};
  auto warnings = [&](Purpose purpose) {
    ::testing::internal::CaptureStderr();
    loadArrays(arrays, purpose);
    std::string text = ::testing::internal::GetCapturedStderr();
    std::string names; // without the file's
    for (size_t at = 0; (at = text.find(": array ", at)) != text.npos; ++at)
      names += text.substr(at + 2, text.find('\n', at) - at - 1);
    return names;
  };
  EXPECT_EQ(warnings(Purpose::Train) + warnings(Purpose::Evaluate), "");
  arrays.insert(arrays.end(), {{"Y_train", y}, {"image_train", x}});
  EXPECT_EQ(warnings(Purpose::Evaluate), "array Y_train is not used\n"
                                         "array x_train is not used\n");
  // Weights of no split.
  arrays = {{"x_train", x}, {"y_train", y}, {"sample_weight", y}};
  EXPECT_EQ(warnings(Purpose::Train), "array sample_weight is not used\n");
}

TEST(NpzDataset, TakesFloatsAndOtherIntegersAsTheyAre) {
  NumpyArray y = makeArray('i', 4, {1});
  NumpyArray doubles = makeArray('f', 8, {1, 32, 32, 3});
  double value = 2.5;
  std::memcpy(doubles.bytes.data(), &value, sizeof value);
  EXPECT_EQ(valuesOf<float>(
                loadArrays({{"x", doubles}, {"y", y}}).train.inputs[0], 1)[0],
            2.5f);
  NumpyArray shorts = makeArray('i', 2, {1, 32, 32, 3});
  shorts.bytes[0] = 100;
  EXPECT_EQ(valuesOf<float>(
                loadArrays({{"x", shorts}, {"y", y}}).train.inputs[0], 1)[0],
            100.0f);
}

/// The fake model with a one-hot target.
struct OneHotModel {
  OneHotModel() : model(anabranch_model), evaluate(*model.evaluate) {
    target = *evaluate.targets;
    target.element_type = ANABRANCH_F32;
    target.rank = 1;
    target.shape = &classes;
    evaluate.targets = &target;
    model.evaluate = &evaluate;
    kind.kind = ANABRANCH_TARGET_ONE_HOT;
    model.targets = &kind;
  }
  const int64_t classes = 10;
  AnabranchModel model;
  AnabranchProgram evaluate;
  AnabranchTensor target;
  AnabranchTarget kind = anabranch_model.targets[0];
};

/// The fake model with a class for each of 2 x 3 pixels.
struct PixelModel {
  PixelModel()
      : model(anabranch_model), evaluate(*model.evaluate),
        predict(*model.predict) {
    target = *evaluate.targets;
    target.rank = 3;
    target.shape = rows;
    evaluate.targets = &target;
    model.evaluate = &evaluate;
    prediction = *predict.predictions;
    prediction.rank = 3;
    prediction.shape = classes;
    predict.predictions = &prediction;
    model.predict = &predict;
  }
  const int64_t rows[3] = {2, 3, 1}, classes[3] = {2, 3, 10};
  AnabranchModel model;
  AnabranchProgram evaluate, predict;
  AnabranchTensor target, prediction;
};

TEST(NpzDataset, ReadsLabelsOfPixels) {
  PixelModel pixels;
  NumpyArray x = makeArray('u', 1, {2, 32, 32, 3});
  NumpyArray labels = makeArray('u', 1, {2, 2, 3});
  labels.bytes = {0, 1, 2, 3, 4, 5, 9, 8, 7, 6, 5, 4};
  std::vector<int32_t> expected(labels.bytes.begin(), labels.bytes.end());
  auto load = [&](const NumpyArray &y) {
    return loadArrays({{"x", x}, {"y", y}}, Purpose::Train, pixels.model)
        .train.targets[0];
  };
  EXPECT_EQ(valuesOf<int32_t>(load(labels), 2), expected);
  labels.shape = {2, 2, 3, 1};
  EXPECT_EQ(valuesOf<int32_t>(load(labels), 2), expected);
  EXPECT_FALSE(hasOneClassTarget(pixels.model));

  labels.shape = {2, 3, 2};
  EXPECT_NE(errorOf([&] { load(labels); })
                .find("has the shape (2, 3, 2), but the model's target is "
                      "(2, 3, 1) an example"),
            std::string::npos);
  labels.shape = {2, 2, 3};
  labels.bytes[7] = 10;
  EXPECT_NE(errorOf([&] {
              load(labels);
            }).find("label 7 is 10, but the model's classes are 0 to 9"),
            std::string::npos);
}

TEST(NpzDataset, ConvertsLabelsToWhatTheModelReads) {
  NumpyArray x = makeArray('u', 1, {2, 32, 32, 3});
  NumpyArray labels = makeArray('i', 1, {2});
  labels.bytes = {3, 9};
  NumpyArray oneHot = makeArray('f', 4, {2, 10});
  std::vector<float> rows(20);
  rows[3] = rows[19] = 1;
  std::memcpy(oneHot.bytes.data(), rows.data(), 80);
  std::vector<int32_t> expected = {3, 9};
  for (const NumpyArray &y : {labels, oneHot}) {
    EXPECT_EQ(
        valuesOf<int32_t>(loadArrays({{"x", x}, {"y", y}}).train.targets[0], 2),
        expected);
    OneHotModel other;
    EXPECT_EQ(valuesOf<float>(
                  loadArrays({{"x", x}, {"y", y}}, Purpose::Train, other.model)
                      .train.targets[0],
                  2),
              rows);
  }
}

TEST(NpzDataset, RejectsWhatDoesNotFit) {
  NumpyArray x = makeArray('u', 1, {2, 32, 32, 3});
  NumpyArray y = makeArray('i', 4, {2});
  EXPECT_EQ(loadError({{"x", x}, {"y", y}}), "");
  NumpyArray outOfRange = makeArray('i', 1, {2});
  outOfRange.bytes[1] = 10;
  EXPECT_NE(loadError({{"x", x}, {"y", outOfRange}})
                .find("label 1 is 10, but the model's classes are 0 to 9"),
            std::string::npos);
  outOfRange.bytes[1] = -1;
  EXPECT_NE(loadError({{"x", x}, {"y", outOfRange}}).find("label 1 is -1"),
            std::string::npos);
  EXPECT_NE(loadError({{"x", x}, {"y", makeArray('f', 4, {2, 10})}})
                .find("row 0 is not one-hot"),
            std::string::npos);
  EXPECT_NE(loadError({{"x", x}, {"y", makeArray('i', 4, {3})}})
                .find("has 3 examples"),
            std::string::npos);
  EXPECT_NE(loadError({{"x", x}, {"y", makeArray('i', 4, {2, 3})}})
                .find("has the shape (2, 3)"),
            std::string::npos);
  EXPECT_NE(loadError({{"x", makeArray('u', 1, {2, 3, 32, 32})}, {"y", y}})
                .find("the model reads (32, 32, 3)"),
            std::string::npos);
  EXPECT_NE(loadError({{"x", makeArray('u', 1, {0, 32, 32, 3})},
                       {"y", makeArray('i', 4, {0})}})
                .find("no examples"),
            std::string::npos);
  EXPECT_NE(loadError({{"other", x}}).find("holds other.npy: save x_train"),
            std::string::npos);
  EXPECT_NE(loadError({}).find("holds no arrays"), std::string::npos);
}

TEST(NpzDataset, NeedsBothHalvesOfASplit) {
  NumpyArray x = makeArray('u', 1, {2, 32, 32, 3});
  NumpyArray y = makeArray('i', 4, {2});
  auto lacks = [](const std::string &error, const std::string &name) {
    EXPECT_NE(error.find("has no array " + name + ":"), std::string::npos)
        << error;
  };
  lacks(loadError({{"x", x}}), "y");
  lacks(loadError({{"y", y}}), "x");
  lacks(loadError({{"x_train", x}, {"x", x}, {"y", y}}), "y_train");
  lacks(loadError({{"y_train", y}, {"x", x}, {"y", y}}), "x_train");
  lacks(loadError({{"x", x}, {"y", y}, {"x_test", x}}), "y_test");
  lacks(
      errorOf([&] {
        loadArrays({{"x", x}, {"y", y}, {"image_test", x}}, Purpose::Evaluate);
      }),
      "y_test");
  // What is not read need not be whole.
  EXPECT_EQ(loadArrays({{"x", x}, {"y", y}, {"x_train", x}}, Purpose::Evaluate)
                .test.count,
            2);
}

TEST(NpzDataset, NeedsEveryInputOfTheModel) {
  AnabranchModel model = anabranch_model;
  AnabranchProgram evaluate = *model.evaluate;
  AnabranchTensor inputs[] = {evaluate.inputs[0], evaluate.inputs[0]};
  inputs[1].name = "mask";
  evaluate.inputs = inputs;
  evaluate.input_count = 2;
  model.evaluate = &evaluate;
  NumpyArray x = makeArray('u', 1, {2, 32, 32, 3});
  NumpyArray y = makeArray('i', 4, {2});
  EXPECT_EQ(
      loadArrays({{"image", x}, {"mask", x}, {"y", y}}, Purpose::Train, model)
          .train.inputs.size(),
      2u);
  EXPECT_NE(errorOf([&] {
              loadArrays({{"image", x}, {"y", y}}, Purpose::Train, model);
            }).find("has no array mask"),
            std::string::npos);
}

TEST(Batches, CoverEveryExampleAndShuffleAnewEachEpoch) {
  NumpyArray x = makeArray('f', 4, {10, 32, 32, 3});
  NumpyArray y = makeArray('u', 1, {10});
  for (int i = 0; i < 10; ++i)
    y.bytes[i] = char(i);
  Dataset dataset = loadArrays({{"x", x}, {"y", y}});
  Executor executor(anabranch_model, {anabranch_model.train}, 4);
  auto labels = [&](const Batches &batches) {
    EXPECT_EQ(batches.count(), 3);
    std::vector<int32_t> all;
    for (int64_t i = 0; i < 3; ++i) {
      batches.load(i, executor, *anabranch_model.train);
      auto *target = reinterpret_cast<int32_t *>(
          executor.input(*anabranch_model.train,
                         *anabranch_model.train->targets, batches.size(i)));
      all.insert(all.end(), target, target + batches.size(i));
    }
    return all;
  };
  ExampleRange range{&dataset.train, 0, 10};
  std::vector<int32_t> ordered = labels(Batches(range, 4));
  EXPECT_EQ(ordered, (std::vector<int32_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
  std::vector<int32_t> first = labels(Batches(range, 4, 1, 0));
  std::vector<int32_t> second = labels(Batches(range, 4, 1, 1));
  EXPECT_NE(first, second);
  EXPECT_NE(first, labels(Batches(range, 4, 2, 0)));
  EXPECT_EQ(first, labels(Batches(range, 4, 1, 0)));
  EXPECT_TRUE(std::is_permutation(first.begin(), first.end(), ordered.begin()));
}

} // namespace
