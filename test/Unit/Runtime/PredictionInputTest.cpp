//===- PredictionInputTest.cpp --------------------------------------------===//

#include "runtime/Prediction/PredictionInput.h"
#include "runtime/Tensor.h"

#include <gtest/gtest.h>

#include "TemporaryDirectory.h"

using namespace anabranch::runtime;
using namespace anabranch::runtime::test;

namespace {

/// The fake model as if it read two pictures.
struct PairModel {
  explicit PairModel(const char *left, const char *right) {
    inputs[0].name = left;
    inputs[1].name = right;
    predict.inputs = inputs;
    predict.input_count = 2;
    model.predict = &predict;
  }
  AnabranchTensor inputs[2] = {anabranch_model.predict->inputs[0],
                               anabranch_model.predict->inputs[0]};
  AnabranchProgram predict = *anabranch_model.predict;
  AnabranchModel model = anabranch_model;
};

/// Reads an .npz file of so many pictures, or a single one, under each name.
Examples
readPictures(const std::vector<std::pair<std::string, int64_t>> &counts,
             const AnabranchModel &model = anabranch_model) {
  std::vector<std::pair<std::string, std::vector<char>>> members;
  for (const auto &[name, count] : counts) {
    NumpyArray array;
    array.shape = {32, 32, 3};
    if (count > 0)
      array.shape.insert(array.shape.begin(), count);
    array.bytes.resize(elementCount(array.shape) * array.itemSize);
    members.emplace_back(name + ".npy", formatNpy(array));
  }
  TemporaryDirectory directory;
  writeZipArchive(directory / "data.npz", members);
  return readPredictionInput(model, directory / "data.npz");
}

TEST(PredictionInput, IsFoundByTheNamesOfADataSet) {
  EXPECT_EQ(readPictures({{"x", 2}}).count, 2);
  EXPECT_EQ(readPictures({{"image", 2}}).count, 2);
  EXPECT_EQ(readPictures({{"x_train", 3}, {"x_test", 2}}).count, 2);
  EXPECT_EQ(readPictures({{"image_train", 3}, {"image_test", 2}}).count, 2);
  EXPECT_EQ(readPictures({{"x", 0}}).count, 1);
  EXPECT_NE(errorOf([] {
              readPictures({{"x_train", 3}});
            }).find("data.npz: has no array x: save one array for each"),
            std::string::npos);
}

TEST(PredictionInput, IsAnArrayForEachInput) {
  PairModel pair("left", "right");
  auto read = [&](const std::vector<std::pair<std::string, int64_t>> &counts) {
    return readPictures(counts, pair.model);
  };
  EXPECT_EQ(read({{"left", 2}, {"right", 2}}).inputs.size(), 2u);
  EXPECT_EQ(read({{"left_test", 3}, {"right_test", 3}}).count, 3);
  EXPECT_NE(errorOf([&] {
              read({{"left", 2}});
            }).find("has no array right:"),
            std::string::npos);
  EXPECT_NE(errorOf([&] {
              read({{"left", 2}, {"right", 2}, {"right_test", 2}});
            }).find("has no array left_test:"),
            std::string::npos);
  EXPECT_NE(errorOf([&] {
              read({{"left", 2}, {"right", 3}});
            })
                .find("(array right): has 3 examples, but the arrays before it "
                      "have 2: save arrays of equal length"),
            std::string::npos);
}

// The name of an input may end like that of a split.
TEST(PredictionInput, IsNotMistakenForAnother) {
  PairModel pair("blood", "blood_test");
  EXPECT_EQ(
      readPictures({{"blood", 2}, {"blood_test", 2}}, pair.model).inputs.size(),
      2u);
}

} // namespace
