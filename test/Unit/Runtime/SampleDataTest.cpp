//===- SampleDataTest.cpp -------------------------------------------------===//

#include "runtime/Data/Dataset.h"
#include "runtime/ParallelFor.h"

#include <cstring>
#include <gtest/gtest.h>

using namespace anabranch::runtime;

namespace {

/// FNV-1a of bytes.
uint64_t hashOf(const std::vector<char> &bytes) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (unsigned char byte : bytes)
    hash = (hash ^ byte) * 0x100000001b3u;
  return hash;
}

TEST(SampleData, IsTheSameForEveryThreadCountAndMachine) {
  configureParallelFor(1, 0);
  Dataset one = drawSampleData(anabranch_model, Purpose::Train);
  configureParallelFor(3, 0);
  Dataset three = drawSampleData(anabranch_model, Purpose::Train);
  EXPECT_EQ(one.train.inputs[0].bytes, three.train.inputs[0].bytes);
  EXPECT_EQ(one.train.targets[0].bytes, three.train.targets[0].bytes);
  EXPECT_NE(one.train.inputs[0].bytes, one.test.inputs[0].bytes);
  EXPECT_EQ(hashOf(one.test.inputs[0].bytes), 969819108905675430u);
}

TEST(SampleData, SaysWhatItIs) {
  EXPECT_EQ(drawSampleData(anabranch_model, Purpose::Evaluate).description,
            "sample data (drawn, not CIFAR-10)");
}

TEST(SampleData, HasCifar10sFormatAndAllClasses) {
  Dataset dataset = drawSampleData(anabranch_model, Purpose::Train);
  EXPECT_EQ(dataset.train.count, 10000);
  EXPECT_EQ(dataset.test.count, 2000);
  EXPECT_EQ(dataset.train.inputs[0].bytes.size(), 10000u * 3072);
  std::vector<int64_t> counts(10);
  for (int64_t i = 0; i < dataset.train.count; ++i) {
    int32_t label;
    std::memcpy(&label, &dataset.train.targets[0].bytes[4 * i], 4);
    ++counts.at(label);
  }
  for (int64_t count : counts)
    EXPECT_NEAR(count, 1000, 150);
}

TEST(SampleData, AdaptsToTheModelsInput) {
  AnabranchModel model = anabranch_model;
  AnabranchProgram evaluate = *model.evaluate;
  AnabranchTensor input = evaluate.inputs[0];
  const int64_t shape[] = {224, 160, 1};
  input.shape = shape;
  evaluate.inputs = &input;
  model.evaluate = &evaluate;
  Dataset dataset = drawSampleData(model, Purpose::Evaluate);
  EXPECT_EQ(dataset.test.inputs[0].bytes.size(),
            size_t(dataset.test.count) * 224 * 160);
  EXPECT_GT(dataset.test.count, 100);
}

} // namespace
