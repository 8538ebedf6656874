//===- ExecutorTest.cpp - Runs under way on a GPU -------------------------===//

#include "runtime/Execution/Executor.h"

#include <algorithm>
#include <cstring>
#include <gtest/gtest.h>

using namespace anabranch::runtime;

// A model, written by hand: its prediction of x is p x, and a step computes the
// mean of p x, and adds the learning rate to the parameter p. At last it clears
// the predictions, as if it needed the memory.

static float *floats(char *buffer) { return reinterpret_cast<float *>(buffer); }

extern "C" {

/// Buffers: x, p, prediction.
void test_predict(int32_t examples, int32_t, char *const *buffers) {
  for (int32_t i = 0; i < examples; ++i)
    floats(buffers[2])[i] = *floats(buffers[1]) * floats(buffers[0])[i];
}

/// Buffers: prediction, batch size, loss.
void test_mean(int32_t examples, int32_t, char *const *buffers) {
  float sum = 0;
  for (int32_t i = 0; i < examples; ++i)
    sum += floats(buffers[0])[i];
  *floats(buffers[2]) = sum / *floats(buffers[1]);
}

/// Buffers: p, learning rate, p.
void test_update(int32_t, int32_t, char *const *buffers) {
  *floats(buffers[2]) = *floats(buffers[0]) + *floats(buffers[1]);
}

/// Buffers: prediction.
void test_clear(int32_t examples, int32_t, char *const *buffers) {
  std::memset(buffers[0], 0, size_t(examples) * sizeof(float));
}

/// Buffers: addresses, x.
void test_fetch(int32_t examples, int32_t, char *const *buffers) {
  for (int32_t i = 0; i < examples; ++i)
    std::memcpy(buffers[1] + i * sizeof(float),
                reinterpret_cast<char **>(buffers[0])[i], sizeof(float));
}

} // extern "C"

namespace {

void predictKernel(int64_t extent, char *const *buffers) {
  anabranch_launch("test_predict", 1, 1, 1, 0, extent, buffers, "uuu");
}
void meanKernel(int64_t extent, char *const *buffers) {
  anabranch_launch("test_mean", 1, 1, 1, 0, extent, buffers, "uuu");
}
void updateKernel(int64_t extent, char *const *buffers) {
  anabranch_launch("test_update", 1, 1, 1, 0, extent, buffers, "uuu");
}
void clearKernel(int64_t extent, char *const *buffers) {
  anabranch_launch("test_clear", 1, 1, 1, 0, extent, buffers, "u");
}
void fetchKernel(int64_t extent, char *const *buffers) {
  anabranch_launch("test_fetch", 1, 1, 1, 0, extent, buffers, "uu");
}

// Places in the arena.
constexpr AnabranchExtent p = {0, 0}, batchSize = {64, 0}, rate = {128, 0},
                          iteration = {192, 0}, seed = {256, 0},
                          loss = {320, 0}, x = {384, 0}, y = {384, 64},
                          perExample = {0, 1};
constexpr AnabranchExtent arena = {384, 128};
const AnabranchExtent predictBuffers[] = {x, p, y};
const AnabranchExtent meanBuffers[] = {y, batchSize, loss};
const AnabranchExtent updateBuffers[] = {p, rate, p};
const AnabranchExtent clearBuffers[] = {y};
constexpr AnabranchExtent one = {4, 0}, each = {0, 4};
const AnabranchExtent predictSizes[] = {each, one, each};
const AnabranchExtent meanSizes[] = {each, one, one};
const AnabranchExtent updateSizes[] = {one, one, one};
const AnabranchExtent clearSizes[] = {each};

AnabranchLaunch makeLaunch(AnabranchKernel kernel, int64_t bufferCount,
                           const AnabranchExtent *buffers,
                           const AnabranchExtent *sizes) {
  AnabranchLaunch launch{};
  launch.kernel = kernel;
  launch.extent = perExample;
  launch.buffer_count = bufferCount;
  launch.buffers = buffers;
  launch.read_count = bufferCount - 1;
  launch.sizes = sizes;
  return launch;
}

/// A step; the first one predicts.
const AnabranchLaunch launches[] = {
    makeLaunch(predictKernel, 3, predictBuffers, predictSizes),
    makeLaunch(meanKernel, 3, meanBuffers, meanSizes),
    makeLaunch(updateKernel, 3, updateBuffers, updateSizes),
    makeLaunch(clearKernel, 1, clearBuffers, clearSizes)};
const AnabranchTensor inputTensor = {"x", ANABRANCH_F32, 0, nullptr, x, 0};
const AnabranchTensor prediction = {"y", ANABRANCH_F32, 0, nullptr, y, 0};
const AnabranchTensor lossTensor = {"loss", ANABRANCH_F32, 0, nullptr, loss, 0};
const AnabranchParameter parameter = {"p",
                                      ANABRANCH_TRAINABLE,
                                      ANABRANCH_F32,
                                      0,
                                      nullptr,
                                      0,
                                      ANABRANCH_CONSTANT,
                                      0,
                                      0,
                                      nullptr};
const AnabranchFetch fetches[] = {
    {ANABRANCH_PLAIN, ANABRANCH_F32, 1, fetchKernel}};
const AnabranchDevice code = {"emulator", nullptr, nullptr, 0,
                              1 << 20,    1,       fetches};

struct DeviceExecutor : ::testing::Test {
  DeviceExecutor() {
    train.launch_count = 4;
    predict.launch_count = 1;
    train.launches = predict.launches = launches;
    train.loss = &lossTensor;
    predict.prediction_count = 1;
    predict.predictions = &prediction;
    for (AnabranchProgram *program : {&train, &predict}) {
      program->input_count = 1;
      program->inputs = &inputTensor;
      program->arena = arena;
    }
    model.parameter_count = 1;
    model.parameters = &parameter;
    model.batch_size_offset = batchSize.fixed;
    model.learning_rate_offset = rate.fixed;
    model.iteration_offset = iteration.fixed;
    model.seed_offset = seed.fixed;
    model.train = &train;
    model.predict = &predict;
    model.device = &code;
    column.elements = 1;
    for (float value : {1.0f, 2.0f, 4.0f, 8.0f, 16.0f})
      column.bytes.insert(column.bytes.end(), reinterpret_cast<char *>(&value),
                          reinterpret_cast<char *>(&value) + sizeof value);
  }

  /// Starts a step on one or two examples of the column.
  void startStep(Executor &executor, const std::vector<int64_t> &indices,
                 double learningRate) {
    executor.setLearningRate(learningRate);
    executor.prepare(train);
    executor.load(train, inputTensor, column, indices.data(),
                  int64_t(indices.size()));
    executor.start(train, int64_t(indices.size()));
  }

  /// The losses of steps that are in flight together, as far as may be, and the
  /// parameter after them.
  std::vector<double> trainSome(Executor &executor) {
    std::vector<double> losses;
    auto finish = [&] {
      losses.push_back(executor.finish().scalar(lossTensor));
    };
    *reinterpret_cast<float *>(executor.change(parameter)) = 1;
    // The batches repeat, so that graphs are recorded and started again.
    for (int i = 0; i < 12; ++i) {
      startStep(executor,
                i % 4 == 3 ? std::vector<int64_t>{i % 5}
                           : std::vector<int64_t>{i % 5, (i + 2) % 5},
                i);
      if (executor.isFull())
        finish();
    }
    EXPECT_EQ(executor.pending(), 2);
    while (executor.pending() > 0)
      finish();
    losses.push_back(
        *reinterpret_cast<const float *>(executor.address(parameter)));
    return losses;
  }

  /// The same, computed here.
  static std::vector<double> expected() {
    std::vector<double> losses;
    double value = 1;
    const double numbers[] = {1, 2, 4, 8, 16};
    for (int i = 0; i < 12; ++i) {
      double first = numbers[i % 5], second = numbers[(i + 2) % 5];
      losses.push_back(value * (i % 4 == 3 ? first : (first + second) / 2));
      value += i;
    }
    losses.push_back(value);
    return losses;
  }

  AnabranchProgram train{}, predict{};
  AnabranchModel model{};
  Column column;
};

TEST_F(DeviceExecutor, GivesWhatOverlappingRunsComputedInOrder) {
  Executor executor(model, {&train}, 2);
  EXPECT_TRUE(executor.isAsynchronous());
  EXPECT_EQ(trainSome(executor), expected());
  // The graphs are there now.
  EXPECT_EQ(trainSome(executor), expected());
}

TEST_F(DeviceExecutor, FetchesFromColumnsThatTheGPUHas) {
  Executor executor(model, {&train}, 2);
  EXPECT_TRUE(executor.keep(column));
  // The GPU has its own copy.
  std::fill(column.bytes.begin(), column.bytes.end(), 0);
  EXPECT_EQ(trainSome(executor), expected());
}

TEST_F(DeviceExecutor, LoadsWhatTheGPUCannotFetch) {
  column.encoding = Column::Encoding::ClassIndex; // no kernel does these
  Executor executor(model, {&train}, 2);
  EXPECT_FALSE(executor.keep(column));
  column.encoding = Column::Encoding::Plain;
  EXPECT_EQ(trainSome(executor), expected());
}

TEST_F(DeviceExecutor, LoadsFromSomeColumnsAndFetchesFromOthers) {
  Column other = column;
  std::rotate(other.bytes.begin(), other.bytes.begin() + sizeof(float),
              other.bytes.end());
  Executor executor(model, {&train}, 2);
  EXPECT_TRUE(executor.keep(other));
  int64_t index = 3;
  for (const auto &source : {&column, &other, &column, &other, &other, &other,
                             &column, &column, &column}) {
    *reinterpret_cast<float *>(executor.change(parameter)) = 1;
    executor.load(train, inputTensor, *source, &index, 1);
    EXPECT_EQ(executor.run(train, 1).scalar(lossTensor),
              source == &other ? 16 : 8);
  }
  // The last one counts.
  executor.load(train, inputTensor, other, &index, 1);
  executor.load(train, inputTensor, column, &index, 1);
  EXPECT_EQ(executor.run(train, 1).scalar(lossTensor), 8);
}

TEST_F(DeviceExecutor, ReadsParametersBehindTheRunsThatWereStarted) {
  Executor executor(model, {&train, &predict}, 2);
  *reinterpret_cast<float *>(executor.change(parameter)) = 1;
  startStep(executor, {0}, 2);
  startStep(executor, {0}, 4);
  EXPECT_EQ(*reinterpret_cast<const float *>(executor.address(parameter)), 7);
  *reinterpret_cast<float *>(executor.change(parameter)) = 3;
  EXPECT_EQ(executor.finish().scalar(lossTensor), 1);
  EXPECT_EQ(executor.finish().scalar(lossTensor), 3);
  int64_t indices[] = {1, 4};
  executor.load(predict, inputTensor, column, indices, 2);
  Outputs outputs = executor.run(predict, 2);
  const auto *values =
      reinterpret_cast<const float *>(outputs.address(prediction));
  EXPECT_EQ(values[0], 6);
  EXPECT_EQ(values[1], 48);
}

} // namespace
