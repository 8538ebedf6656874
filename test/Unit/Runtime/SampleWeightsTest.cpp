//===- SampleWeightsTest.cpp ----------------------------------------------===//

#include "runtime/Data/SampleWeights.h"
#include "runtime/Tensor.h"

#include <gtest/gtest.h>

#include "TemporaryDirectory.h"

using namespace anabranch::runtime;
using namespace anabranch::runtime::test;

namespace {

/// The fake model as if it read weights, and had this kind of targets.
struct WeighedModel {
  explicit WeighedModel(AnabranchTargetKind kind) {
    program.sample_weight = &weight;
    if (kind != ANABRANCH_TARGET_CLASS)
      program.targets = anabranch_model.predict->predictions; // ten numbers
    model.evaluate = &program;
    target.kind = kind;
    model.targets = &target;
  }
  AnabranchTensor weight = {"sample_weight", ANABRANCH_F32, 1, shape, {0, 4}};
  AnabranchProgram program = *anabranch_model.evaluate;
  AnabranchTarget target = anabranch_model.targets[0];
  AnabranchModel model = anabranch_model;
  static constexpr int64_t shape[] = {1};
};

std::vector<double> numbers(const Column &column) {
  std::vector<double> result(column.bytes.size() / elementSize(column.type));
  for (size_t i = 0; i < result.size(); ++i)
    result[i] = loadElement(column.type, column.bytes.data(), int64_t(i));
  return result;
}

Examples examplesOf(AnabranchElementType type, int64_t elements,
                    const std::vector<double> &values) {
  Examples examples;
  examples.count = int64_t(values.size()) / elements;
  Column &target = examples.targets.emplace_back();
  target.type = type;
  target.elements = elements;
  target.bytes.resize(values.size() * elementSize(type));
  for (size_t i = 0; i < values.size(); ++i)
    storeElement(type, target.bytes.data(), int64_t(i), values[i]);
  return examples;
}

TEST(ClassWeights, AreRead) {
  EXPECT_EQ(parseClassWeights("0:1,3:2.5"), (ClassWeights{{0, 1}, {3, 2.5}}));
  for (const char *text : {"", "1", "1:", "1:x", "1:2,", "1:2;2:3", "1:2,1:3",
                           "-1:2", "1:inf", "1:nan", "0.5:1"})
    EXPECT_NE(errorOf([&] {
                parseClassWeights(text);
              }).find("--class-weights: cannot read '" + std::string(text)),
              std::string::npos)
        << text;
}

TEST(ClassWeights, WeighLabelsRowsAndRoundedValues) {
  WeighedModel labels(ANABRANCH_TARGET_CLASS);
  ClassWeights weights{{0, 0.5}, {2, 3}};
  using Numbers = std::vector<double>;
  EXPECT_EQ(numbers(classWeightColumn(labels.model,
                                      examplesOf(ANABRANCH_I32, 1, {2, 1, 0}),
                                      weights)),
            (Numbers{3, 1, 0.5}));
  WeighedModel rows(ANABRANCH_TARGET_ONE_HOT);
  EXPECT_EQ(numbers(classWeightColumn(
                rows.model,
                examplesOf(ANABRANCH_F32, 3, {0, 0.1, 0.9, 1, 0, 0, 0, 1, 0}),
                weights)),
            (Numbers{3, 0.5, 1}));
  Examples indices = examplesOf(ANABRANCH_I32, 1, {0, 2});
  indices.targets[0].encoding = Column::Encoding::ClassIndex;
  indices.targets[0].type = ANABRANCH_F32; // as the model reads it
  EXPECT_EQ(numbers(classWeightColumn(rows.model, indices, weights)),
            (Numbers{0.5, 3}));
  WeighedModel values(ANABRANCH_TARGET_VALUES);
  EXPECT_EQ(numbers(classWeightColumn(values.model,
                                      examplesOf(ANABRANCH_F32, 1, {0.9, 0.2}),
                                      {{1, 4}})),
            (Numbers{4, 1}));
}

TEST(ClassWeights, AreRejected) {
  WeighedModel labels(ANABRANCH_TARGET_CLASS);
  Examples examples = examplesOf(ANABRANCH_I32, 1, {2, 1, 0});
  EXPECT_NE(errorOf([&] {
              classWeightColumn(labels.model, examples, {{10, 1}});
            }).find("names class 10, but the model's are 0 to 9"),
            std::string::npos);
  examples.weights.bytes.resize(3 * sizeof(float));
  EXPECT_NE(errorOf([&] {
              classWeightColumn(labels.model, examples, {{1, 1}});
            }).find("data that has sample_weights"),
            std::string::npos);
  WeighedModel values(ANABRANCH_TARGET_VALUES);
  EXPECT_NE(errorOf([&] {
              classWeightColumn(values.model,
                                examplesOf(ANABRANCH_F32, 2, {0, 1}), {{1, 1}});
            }).find("has 2 values an example"),
            std::string::npos);
  // As the labels of pixels are.
  EXPECT_NE(errorOf([&] {
              classWeightColumn(labels.model,
                                examplesOf(ANABRANCH_I32, 2, {0, 1}), {{1, 1}});
            }).find("has 2 values an example"),
            std::string::npos);
}

} // namespace
