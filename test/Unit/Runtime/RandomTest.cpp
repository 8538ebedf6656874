//===- RandomTest.cpp -----------------------------------------------------===//

#include "runtime/Random.h"
#include "runtime/ParallelFor.h"
#include "runtime/Tensor.h"
#include "runtime/Training/Initializers.h"

#include <cmath>
#include <cstring>
#include <gtest/gtest.h>
#include <set>

using namespace anabranch::runtime;

namespace {

// The first numbers are part of what a seed means: they must never change.
TEST(Random, KeepsItsNumbers) {
  RandomStream stream(RandomStream::derive(7, "name"));
  EXPECT_EQ(stream.bits(), 73362155860614408u);
  EXPECT_EQ(stream.bits(), 7654750909889300037u);
  RandomStream normal(RandomStream::derive(7, uint64_t(3)));
  EXPECT_EQ(normal.normal(), 0x1.7651ac45dfd97p-4);
}

TEST(Random, IsUniformAndNormal) {
  constexpr int64_t count = 200000;
  RandomStream stream(1);
  double sum = 0, squares = 0, normalSum = 0, normalSquares = 0, fourth = 0;
  for (int64_t i = 0; i < count; ++i) {
    double u = stream.uniform(), n = stream.normal();
    ASSERT_GE(u, 0);
    ASSERT_LT(u, 1);
    sum += u;
    squares += u * u;
    normalSum += n;
    normalSquares += n * n;
    fourth += n * n * n * n;
  }
  EXPECT_NEAR(sum / count, 0.5, 0.003);
  EXPECT_NEAR(squares / count, 1.0 / 3, 0.003);
  EXPECT_NEAR(normalSum / count, 0, 0.01);
  EXPECT_NEAR(normalSquares / count, 1, 0.015);
  EXPECT_NEAR(fourth / count, 3, 0.15);
}

TEST(Random, BelowReachesEveryNumberEvenly) {
  RandomStream stream(2);
  int64_t counts[10] = {};
  for (int64_t i = 0; i < 100000; ++i)
    ++counts[stream.below(10)];
  for (int64_t count : counts)
    EXPECT_NEAR(count, 10000, 500);
}

TEST(Random, PermutationHoldsEveryIndexOnce) {
  std::vector<int64_t> order = permutation(1000, RandomStream(3));
  EXPECT_EQ(std::set<int64_t>(order.begin(), order.end()).size(), 1000u);
  EXPECT_EQ(*std::max_element(order.begin(), order.end()), 999);
  EXPECT_NE(order, permutation(1000, RandomStream(4)));
  EXPECT_EQ(order, permutation(1000, RandomStream(3)));
  EXPECT_EQ(permutation(1, RandomStream(3)), std::vector<int64_t>{0});
}

std::vector<float> initialKernel(uint64_t seed, int threads) {
  configureParallelFor(threads, anabranch_model.scratch_bytes);
  Executor executor(anabranch_model, {anabranch_model.predict}, 1);
  initializeParameters(executor, seed);
  std::vector<float> kernel(3072 * 10);
  std::memcpy(kernel.data(), executor.address(anabranch_model.parameters[0]),
              kernel.size() * sizeof(float));
  return kernel;
}

TEST(Initializers, DependOnTheSeedAndNotOnThreads) {
  EXPECT_EQ(initialKernel(1, 1), initialKernel(1, 3));
  EXPECT_NE(initialKernel(1, 1), initialKernel(2, 1));
}

TEST(Initializers, TruncatedNormalStaysWithinTwoDeviations) {
  double squares = 0;
  for (float value : initialKernel(1, 1)) {
    ASSERT_LE(std::abs(value), 0.04f);
    squares += double(value) * value;
  }
  // The standard deviation of a normal distribution cut at 2 is 0.8796.
  EXPECT_NEAR(std::sqrt(squares / 30720), 0.02 * 0.8796, 0.0003);
}

// Several at a time, where the CPU can: with the same bits.
TEST(Initializers, DrawUniformNumbersFromTheElementsStreams) {
  AnabranchModel model = anabranch_model;
  AnabranchParameter parameter = model.parameters[0];
  parameter.initializer = ANABRANCH_UNIFORM;
  parameter.a = -0.3;
  parameter.b = 0.7;
  model.parameters = &parameter;
  model.parameter_count = 1;
  Executor executor(model, {model.predict}, 1);
  initializeParameters(executor, 1);
  uint64_t key = RandomStream::derive(1, parameter.name);
  for (int64_t element = 0; element < 3072 * 10; ++element) {
    RandomStream stream(RandomStream::derive(key, uint64_t(element)));
    ASSERT_EQ(loadElement(ANABRANCH_F32, executor.address(parameter), element),
              float(-0.3 + (0.7 - -0.3) * stream.uniform()));
  }
}

TEST(Initializers, AnotherNameGivesOtherValues) {
  AnabranchModel model = anabranch_model;
  AnabranchParameter parameter = model.parameters[0];
  parameter.name = "other/kernel";
  model.parameters = &parameter;
  model.parameter_count = 1;
  Executor executor(model, {model.predict}, 1);
  initializeParameters(executor, 1);
  float first;
  std::memcpy(&first, executor.address(parameter), sizeof first);
  EXPECT_NE(first, initialKernel(1, 1)[0]);
}

} // namespace
