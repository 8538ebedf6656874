//===- ExecutorTest.cpp - When programs are prepared ----------------------===//

#include "runtime/Execution/Executor.h"

#include <gtest/gtest.h>

using namespace anabranch::runtime;

namespace {

int preparations = 0;

/// Doubles a parameter. Buffers: parameter, prepared.
void prepareKernel(int64_t, char *const *buffers) {
  ++preparations;
  *reinterpret_cast<float *>(buffers[1]) =
      2 * *reinterpret_cast<float *>(buffers[0]);
}

/// Buffers: prepared, result.
void copyKernel(int64_t, char *const *buffers) {
  *reinterpret_cast<float *>(buffers[1]) =
      *reinterpret_cast<float *>(buffers[0]);
}

constexpr AnabranchExtent one = {1, 0}, arena = {512, 0};
constexpr AnabranchExtent parameterPlace = {192, 0}, preparedPlace = {256, 0},
                          resultPlace = {320, 0};
const AnabranchExtent prepareBuffers[] = {parameterPlace, preparedPlace};
const AnabranchExtent copyBuffers[] = {preparedPlace, resultPlace};
const AnabranchLaunch prepareLaunch = {prepareKernel,  "prepare", "", one, 2,
                                       prepareBuffers, one,       one};
const AnabranchLaunch copyLaunch = {copyKernel, "copy",      "",  one,
                                    2,          copyBuffers, one, one};
const AnabranchTensor result = {"", ANABRANCH_F32, 0, nullptr, resultPlace};

AnabranchProgram makeProgram(const AnabranchLaunch *launch,
                             const AnabranchProgram *preparation) {
  AnabranchProgram program{};
  program.launch_count = launch ? 1 : 0;
  program.launches = launch;
  program.arena = arena;
  program.prepare = preparation;
  return program;
}
const AnabranchProgram prepare = makeProgram(&prepareLaunch, nullptr);
const AnabranchProgram predict = makeProgram(&copyLaunch, &prepare);
/// One that might change parameters.
const AnabranchProgram other = makeProgram(nullptr, nullptr);

TEST(Executor, PreparesOnceForEachChangeOfParameters) {
  preparations = 0;
  AnabranchModel model{};
  model.batch_size_offset = 0;
  AnabranchParameter parameter{};
  parameter.offset = parameterPlace.fixed;
  Executor executor(model, {&predict, &other}, 1);
  auto predictOnce = [&] {
    executor.prepare(predict);
    return executor.run(predict, 1).scalar(result);
  };
  *reinterpret_cast<float *>(executor.change(parameter)) = 3;
  EXPECT_EQ(predictOnce(), 6);
  EXPECT_EQ(predictOnce(), 6);
  EXPECT_EQ(preparations, 1);
  *reinterpret_cast<float *>(executor.change(parameter)) = 5;
  EXPECT_EQ(predictOnce(), 10);
  EXPECT_EQ(preparations, 2);
  executor.prepare(other);
  executor.run(other, 1);
  EXPECT_EQ(predictOnce(), 10);
  EXPECT_EQ(preparations, 3);
}

TEST(Executor, MakesRoomForThePreparation) {
  AnabranchProgram large = prepare;
  large.arena = {1 << 20, 0};
  AnabranchProgram program = predict;
  program.prepare = &large;
  AnabranchModel model{};
  EXPECT_GE(Executor(model, {&program}, 1).arenaBytes(), 1 << 20);
}

} // namespace
