//===- TrainingLoopTest.cpp -----------------------------------------------===//

#include "runtime/Training/TrainingLoop.h"
#include "runtime/Files/SafetensorsFile.h"
#include "runtime/Interruption.h"
#include "runtime/ParallelFor.h"
#include "runtime/Tensor.h"
#include "runtime/Training/Evaluation.h"

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <gtest/gtest.h>
#include <limits>
#include <nlohmann/json.hpp>

#include "ChangedModel.h"
#include "TemporaryDirectory.h"

using namespace anabranch::runtime;
using namespace anabranch::runtime::test;

namespace {

/// The first examples of the sample data.
const Dataset &sample() {
  static const Dataset dataset = [] {
    Dataset whole = drawSampleData(anabranch_model, Purpose::Train);
    for (auto [examples, count] :
         {std::pair<Examples *, int64_t>{&whole.train, 150},
          {&whole.test, 40}}) {
      examples->count = count;
      examples->inputs[0].bytes.resize(count * 3072);
      examples->targets[0].bytes.resize(count * 4);
    }
    return whole;
  }();
  return dataset;
}

TrainOptions quiet() {
  TrainOptions options;
  options.quiet = true;
  return options;
}

std::string parametersOf(const Executor &executor) {
  std::string bytes;
  for (int64_t i = 0; i < anabranch_model.parameter_count; ++i)
    bytes.append(executor.address(anabranch_model.parameters[i]),
                 byteCount(anabranch_model.parameters[i]));
  return bytes;
}

/// The parameters in a checkpoint.
std::string weightsIn(const std::string &path) {
  Executor executor(anabranch_model, {anabranch_model.train}, 1);
  loadCheckpoint(executor, path);
  return parametersOf(executor);
}

/// What must be equal after equal runs.
struct Outcome {
  std::string parameters;
  History history;

  /// All but the time.
  std::vector<std::vector<double>> figures() const {
    return {history.values("loss"), history.values("accuracy"),
            history.values("val_loss"), history.values("val_accuracy")};
  }

  bool operator==(const Outcome &other) const {
    return parameters == other.parameters &&
           history.stepLoss == other.history.stepLoss &&
           figures() == other.figures();
  }
};

Outcome train(const TrainOptions &options, int threads = 1) {
  configureParallelFor(threads, anabranch_model.scratch_bytes);
  noteInterruptions();
  TrainingLoop loop(anabranch_model, sample(), options);
  loop.run();
  return {parametersOf(loop.executor()), loop.state().history};
}

TEST(TrainingLoop, Learns) {
  TrainOptions options = quiet();
  options.epochs = 40;
  options.learningRate = 0.003;
  History history = train(options).history;
  std::vector<double> loss = history.values("loss");
  ASSERT_EQ(loss.size(), 40u);
  EXPECT_LT(loss.back(), 0.8 * loss.front());
  EXPECT_GT(history.values("accuracy").back(), 0.4);
  EXPECT_EQ(history.stepLoss.size(), 40u * 5);
}

TEST(TrainingLoop, TrainsOnTheLastSmallerBatch) {
  TrainOptions options = quiet();
  options.batchSize = 64; // 64 + 64 + 22
  History history = train(options).history;
  ASSERT_EQ(history.stepLoss.size(), 3u);
  double mean = (64 * history.stepLoss[0] + 64 * history.stepLoss[1] +
                 22 * history.stepLoss[2]) /
                150;
  EXPECT_DOUBLE_EQ(history.values("loss").at(0), mean);
}

TEST(TrainingLoop, GivesTheSameBitsForAnyThreadCount) {
  TrainOptions options = quiet();
  options.epochs = 2;
  Outcome one = train(options, 1);
  EXPECT_TRUE(one == train(options, 2));
  EXPECT_TRUE(one == train(options, 5));
  options.seed = 1;
  EXPECT_FALSE(one == train(options, 1));
}

TEST(TrainingLoop, ShufflesUnlessToldNotTo) {
  TrainOptions options = quiet();
  Outcome shuffled = train(options);
  options.shuffle = false;
  EXPECT_FALSE(shuffled == train(options));
}

TEST(TrainingLoop, ResumesBitForBit) {
  TemporaryDirectory directory;
  TrainOptions options = quiet();
  options.epochs = 3; // of 5 steps
  Outcome whole = train(options);
  // Within an epoch, just before its end, at its end, and just after.
  for (std::vector<int64_t> stops :
       {std::vector<int64_t>{2}, {4}, {5}, {6}, {1, 3, 5, 9, 14}}) {
    TrainOptions part = options;
    part.checkpoint = directory / ("stop" + std::to_string(stops.back()));
    for (int64_t stop : stops) {
      part.steps = stop;
      Outcome outcome = train(part);
      EXPECT_EQ(int64_t(outcome.history.stepLoss.size()), stop);
      part.resume = true;
    }
    part.steps.reset();
    EXPECT_TRUE(whole == train(part, 2)) << stops.back();
  }
}

TEST(TrainingLoop, ResumesWithTheCheckpointsOptions) {
  TemporaryDirectory directory;
  TrainOptions options = quiet();
  options.epochs = 2;
  options.seed = 5;
  options.batchSize = 16;
  options.learningRate = 0.02;
  options.shuffle = false;
  Outcome whole = train(options);
  options.checkpoint = directory / "checkpoint";
  options.steps = 7;
  train(options);
  TrainOptions rest = quiet();
  rest.epochs = 2;
  rest.checkpoint = options.checkpoint;
  rest.resume = true;
  EXPECT_TRUE(whole == train(rest));
}

/// Stops the process's training at the n-th gradient, as Ctrl-C would.
int64_t stepsUntilEvent = 0;
void interruptingKernel(int64_t extent, char *const *buffers) {
  if (--stepsUntilEvent == 0)
    raise(SIGINT);
  anabranch_model.train->launches[2].kernel(extent, buffers);
}

TEST(TrainingLoop, SavesOnASignalAndResumesBitForBit) {
  TemporaryDirectory directory;
  ChangedModel changed(2, interruptingKernel);
  const AnabranchModel &model = changed.model;
  TrainOptions options = quiet();
  options.epochs = 2;
  Outcome whole = train(options);
  options.checkpoint = directory / "checkpoint";
  std::signal(SIGINT, SIG_DFL); // which what runs in the background may ignore
  // 5: the signal comes in an epoch's last step, before its validation.
  for (int64_t step : {1, 3, 5, 8}) {
    stepsUntilEvent = step;
    noteInterruptions();
    TrainingLoop loop(model, sample(), options);
    EXPECT_EQ(loop.run(), SIGINT);
    EXPECT_EQ(loop.state().iteration, step);
    TrainOptions rest = quiet();
    rest.checkpoint = options.checkpoint;
    rest.resume = true;
    EXPECT_TRUE(whole == train(rest)) << step;
  }
}

TEST(TrainingLoop, ValidatesOnTheTestExamplesOrTheLastFraction) {
  TrainOptions options = quiet();
  options.learningRate = 0; // the weights stay as they are
  History history = train(options).history;
  configureParallelFor(1, anabranch_model.scratch_bytes);
  Dataset split = sample();
  split.test = Examples();
  options.validationSplit = 0.3;
  TrainingLoop loop(anabranch_model, split, options);
  loop.run();
  EXPECT_EQ(loop.state().exampleCount, 105);
  Executor executor(anabranch_model, {anabranch_model.evaluate}, 32);
  for (int64_t i = 0; i < anabranch_model.parameter_count; ++i) {
    const AnabranchParameter &parameter = anabranch_model.parameters[i];
    std::memcpy(executor.change(parameter), loop.executor().address(parameter),
                byteCount(parameter));
  }
  Metrics last = *evaluate(executor, {&split.train, 105, 150}, 32);
  EXPECT_EQ(loop.state().history.values("val_loss"),
            std::vector<double>{last.loss()});
  EXPECT_EQ(
      loop.state().history.values("val_accuracy"),
      std::vector<double>{last.figures(*anabranch_model.evaluate)[1].value});
  Metrics test = *evaluate(executor, {&sample().test, 0, 40}, 32);
  EXPECT_EQ(history.values("val_loss"), std::vector<double>{test.loss()});
  EXPECT_NE(test.loss(), last.loss());
}

TEST(TrainingLoop, RejectsACheckpointThatDoesNotFit) {
  TemporaryDirectory directory;
  TrainOptions options = quiet();
  options.checkpoint = directory / "checkpoint";
  options.steps = 2;
  train(options);
  options.steps = 4;
  options.resume = true;
  auto errorWith = [&](auto change) {
    TrainOptions other = options;
    change(other);
    return errorOf([&] { train(other); });
  };
  EXPECT_NE(errorWith([](TrainOptions &o) {
              o.batchSize = 16;
            }).find("within an epoch of --batch-size 32"),
            std::string::npos);
  EXPECT_NE(errorWith([](TrainOptions &o) { o.seed = 9; }).find("--seed 0"),
            std::string::npos);
  EXPECT_NE(errorWith([](TrainOptions &o) {
              o.shuffle = false;
            }).find("without --no-shuffle"),
            std::string::npos);
  EXPECT_NE(errorWith([](TrainOptions &o) {
              o.checkpoint += "x";
            }).find("No such file"),
            std::string::npos);
  EXPECT_NE(errorWith([](TrainOptions &o) {
              o.checkpoint.clear();
            }).find("--resume: "),
            std::string::npos);

  std::string whole = readFile(options.checkpoint);
  writeFile(options.checkpoint, whole.substr(0, whole.size() - 1));
  EXPECT_NE(errorWith([](TrainOptions &) {}).find("not a whole safetensors"),
            std::string::npos);
  auto edited = [&](const std::string &from, const std::string &to) {
    std::string content = whole;
    content.replace(content.find(from), from.size(), to);
    writeFile(options.checkpoint, content);
    return errorWith([](TrainOptions &) {});
  };
  EXPECT_EQ(edited("dense", "dense"), "");
  EXPECT_NE(edited("\"dense/bias\"", "\"dense/bias2\"").find("safetensors"),
            std::string::npos); // one byte longer than its header says
  EXPECT_NE(edited("\"dense/bias\"", "\"dense/sign\"")
                .find("has no tensor dense/bias"),
            std::string::npos);
  EXPECT_NE(edited("[3072,10]", "[10,3072]")
                .find("dense/kernel of shape (10, 3072), but the model's is "
                      "(3072, 10)"),
            std::string::npos);
  EXPECT_NE(edited("\"F32\"", "\"I32\"").find("of type I32"),
            std::string::npos);
  EXPECT_NE(edited("\"iteration\"", "\"iterations").find("safetensors"),
            std::string::npos);
  EXPECT_NE(edited("\"iteration\"", "\"generation\"").find("safetensors"),
            std::string::npos);
  EXPECT_NE(edited("\"iteration\"", "\"repetitio\"")
                .find("does not say where a training run stands"),
            std::string::npos);
}

TEST(TrainingLoop, ResumesWithTheCheckpointsValidationSplit) {
  TemporaryDirectory directory;
  Dataset split = sample();
  split.test = Examples();
  TrainOptions options = quiet();
  options.validationSplit = 0.3;
  options.checkpoint = directory / "checkpoint";
  options.steps = 2;
  TrainingLoop(anabranch_model, split, options).run();
  TrainOptions rest = quiet();
  rest.checkpoint = options.checkpoint;
  rest.resume = true;
  rest.epochs = 1;
  TrainingLoop loop(anabranch_model, split, rest);
  loop.run();
  EXPECT_EQ(loop.state().history.stepLoss.size(), 4u); // of 105 examples
  EXPECT_EQ(loop.state().history.values("val_loss").size(), 1u);
  rest.validationSplit = 0;
  EXPECT_NE(errorOf([&] {
              TrainingLoop(anabranch_model, split, rest);
            }).find("was trained on 105 examples, but now there are 150"),
            std::string::npos);
}

TEST(TrainingLoop, KeepsTheBestEpochAndStopsWithoutABetterOne) {
  TemporaryDirectory directory;
  TrainOptions options = quiet();
  options.epochs = 40;
  options.learningRate = 0.01; // soon learns the training examples by heart
  options.patience = 3;
  options.best = directory / "best";
  options.checkpoint = directory / "checkpoint";
  Outcome whole = train(options);
  std::vector<double> losses = whole.history.values("val_loss");
  ASSERT_LT(losses.size(), 40u);
  ASSERT_GT(losses.size(), 5u);
  auto lowest = std::min_element(losses.begin(), losses.end());
  EXPECT_EQ(losses.end() - lowest, 4);
  int64_t bestEpoch = lowest - losses.begin() + 1;
  EXPECT_EQ(readTrainingState(options.best).epoch, bestEpoch);
  TrainOptions again = options;
  again.patience.reset();
  again.best = again.checkpoint = "";
  again.epochs = bestEpoch;
  EXPECT_EQ(weightsIn(options.best), train(again).parameters);

  // Stopped before, at and behind the best epoch, and within others.
  std::string best = weightsIn(options.best);
  for (int64_t step : {5 * bestEpoch - 7, 5 * bestEpoch, 5 * bestEpoch + 6}) {
    TrainOptions part = options;
    part.checkpoint = directory / "part";
    part.steps = step;
    train(part);
    TrainOptions rest = quiet();
    rest.checkpoint = part.checkpoint;
    rest.best = part.best;
    rest.resume = true;
    rest.epochs = 40;
    EXPECT_TRUE(whole == train(rest)) << step;
    EXPECT_EQ(weightsIn(options.best), best) << step;
  }
  options.resume = true;
  ::testing::internal::CaptureStderr();
  EXPECT_TRUE(whole == train(options));
  EXPECT_EQ(::testing::internal::GetCapturedStderr(),
            "warning: nothing is left to do: give a larger --patience to train "
            "on\n");
  options.patience = 4;
  EXPECT_GT(train(options).history.stepLoss.size(),
            whole.history.stepLoss.size());
}

TEST(TrainingLoop, TakesTheBestLossWithoutValidation) {
  TemporaryDirectory directory;
  Dataset unvalidated = sample();
  unvalidated.test = Examples();
  TrainOptions options = quiet();
  options.learningRate = 0; // each epoch is about as bad as the first
  options.shuffle = false;
  options.epochs = 5;
  options.patience = 2;
  options.best = directory / "best";
  TrainingLoop loop(anabranch_model, unvalidated, options);
  loop.run();
  EXPECT_EQ(loop.state().epoch, 3);
  EXPECT_EQ(readTrainingState(options.best).epoch, 1);
}

TEST(TrainingLoop, StartsANewRunFromWeights) {
  TemporaryDirectory directory;
  TrainOptions options = quiet();
  options.seed = 5;
  options.checkpoint = directory / "checkpoint";
  std::string trained = train(options).parameters;
  TrainOptions tuning = quiet();
  tuning.weights = options.checkpoint;
  tuning.learningRate = 0;
  TrainingLoop loop(anabranch_model, sample(), tuning);
  std::string start = parametersOf(loop.executor());
  // All but the optimizer's slots, which are behind them.
  size_t size = byteCount(anabranch_model.parameters[0]) +
                byteCount(anabranch_model.parameters[1]) +
                byteCount(anabranch_model.parameters[2]);
  EXPECT_EQ(start.substr(0, size), trained.substr(0, size));
  EXPECT_EQ(start.substr(size), std::string(start.size() - size, '\0'));
  EXPECT_NE(trained.substr(size), start.substr(size));
  EXPECT_EQ(loop.state().iteration, 0);
  EXPECT_EQ(loop.state().seed, 0u);
  tuning.checkpoint = options.checkpoint;
  tuning.resume = true;
  EXPECT_EQ(errorOf([&] { train(tuning); }),
            "--weights: cannot be given with --resume: leave one of the two "
            "out");
}

TEST(TrainingLoop, WarnsIfNothingIsLeftToDo) {
  TemporaryDirectory directory;
  TrainOptions options = quiet();
  options.checkpoint = directory / "checkpoint";
  auto stepsAndWarnings = [&] {
    ::testing::internal::CaptureStderr();
    size_t steps = train(options).history.stepLoss.size();
    return std::pair(steps, ::testing::internal::GetCapturedStderr());
  };
  std::string warning = "warning: nothing is left to do: give --epochs N, the "
                        "number in total, to train on\n";
  EXPECT_EQ(stepsAndWarnings(), std::pair(size_t(5), std::string()));
  options.resume = true;
  EXPECT_EQ(stepsAndWarnings(), std::pair(size_t(5), warning));
  options.steps = 7;
  EXPECT_EQ(stepsAndWarnings(), std::pair(size_t(7), std::string()));
  options.steps.reset();
  EXPECT_EQ(stepsAndWarnings(), std::pair(size_t(7), warning));
  // One of the two given, both count as given.
  options.epochs = 2;
  EXPECT_EQ(stepsAndWarnings(), std::pair(size_t(10), std::string()));
}

TEST(Checkpoint, NeedNotSayWhenTheRunEnds) {
  TemporaryDirectory directory;
  TensorMetadata metadata = describeState(TrainingState());
  for (const char *key : {"epochs", "steps", "patience", "lowest_loss",
                          "epochs_since_lowest", "validation_split"})
    ASSERT_EQ(metadata.erase(key), 1u);
  writeSafetensors(directory / "older", {}, metadata);
  TrainingState state = readTrainingState(directory / "older");
  EXPECT_FALSE(state.epochs || state.steps);
  EXPECT_EQ(state.validationSplit, 0);
}

TEST(Checkpoint, MayHaveOlderNamesOfSlots) {
  TemporaryDirectory directory;
  TrainOptions options = quiet();
  options.checkpoint = directory / "checkpoint";
  options.steps = 2;
  train(options);
  std::string weights = weightsIn(options.checkpoint);
  std::string content = readFile(options.checkpoint);
  for (std::string variable : {"bias", "kernel"}) {
    std::string name = "dense/" + variable + "/momentum";
    content.replace(content.find(name), name.size(),
                    "momentum/dense/" + variable);
  }
  writeFile(options.checkpoint, content);
  EXPECT_EQ(weightsIn(options.checkpoint), weights);

  // Unless it is that of a parameter.
  std::vector<AnabranchParameter> parameters(
      anabranch_model.parameters,
      anabranch_model.parameters + anabranch_model.parameter_count);
  parameters[1].name = "momentum/dense/bias";
  AnabranchModel model = anabranch_model;
  model.parameters = parameters.data();
  Executor executor(model, {model.train}, 1);
  EXPECT_NE(errorOf([&] {
              loadCheckpoint(executor, options.checkpoint);
            }).find("has no tensor dense/bias/momentum"),
            std::string::npos);
}

TEST(TrainingLoop, RejectsACheckpointOfAnotherOptimizer) {
  TemporaryDirectory directory;
  TrainOptions options = quiet();
  options.checkpoint = directory / "checkpoint";
  options.epochs = 1;
  train(options);
  options.resume = true;
  AnabranchModel model = anabranch_model;
  model.optimizer = "lion";
  EXPECT_NE(errorOf([&] { TrainingLoop(model, sample(), options); })
                .find("checkpoint: was trained with the optimizer sgd, but the "
                      "model's is lion"),
            std::string::npos);
  // What an older one does not say is taken to be right.
  std::string content = readFile(options.checkpoint);
  content.replace(content.find("\"optimizer\""), 11, "\"additions\"");
  writeFile(options.checkpoint, content);
  EXPECT_EQ(errorOf([&] { TrainingLoop(model, sample(), options); }), "");
}

TEST(TrainingLoop, WarnsOfOtherDataThanTheCheckpoints) {
  TemporaryDirectory directory;
  TrainOptions options = quiet();
  options.checkpoint = directory / "checkpoint";
  options.epochs = 1;
  train(options);
  options.epochs = 2;
  options.resume = true;
  Dataset moved = sample();
  auto warningsWith = [&](const char *description) {
    moved.description = description;
    ::testing::internal::CaptureStderr();
    TrainingLoop loop(anabranch_model, moved, options);
    return ::testing::internal::GetCapturedStderr();
  };
  EXPECT_EQ(warningsWith("sample data (drawn, not CIFAR-10)"), "");
  EXPECT_EQ(warningsWith("b.npz"),
            "warning: " + options.checkpoint +
                " was trained on sample data (drawn, not CIFAR-10), and goes "
                "on with b.npz\n");
}

TEST(Checkpoint, RejectsAStateThatNoRunHas) {
  TemporaryDirectory directory;
  std::string path = directory / "checkpoint";
  TrainingState state;
  state.seed = std::numeric_limits<uint64_t>::max();
  state.classWeights = {{3, -0.5}};
  auto errorWith = [&](const char *key, const std::string &value) {
    TensorMetadata metadata = describeState(state);
    metadata.at(key) = value;
    writeSafetensors(path, {}, metadata);
    return errorOf([&] { readTrainingState(path); });
  };
  EXPECT_EQ(errorWith("learning_rate", "0.5"), "");
  EXPECT_EQ(readTrainingState(path).seed, state.seed);
  EXPECT_EQ(readTrainingState(path).classWeights, state.classWeights);
  auto rejects = [&](const char *key, const std::vector<std::string> &values) {
    for (const std::string &value : values)
      EXPECT_NE(errorWith(key, value).find("does not say where"),
                std::string::npos)
          << key << " " << value;
  };
  for (const char *key :
       {"epoch", "step", "iteration", "earlier_iterations", "seed",
        "batch_size", "example_count", "epoch_examples"})
    rejects(key, {"-5", "1.5", "1e300", "null", "true", "[1]", "\"1\"", "x"});
  for (const char *key :
       {"epoch", "earlier_iterations", "example_count", "epoch_examples"}) {
    rejects(key, {"1099511627776", "9223372036854775807"});
    EXPECT_EQ(errorWith(key, "1099511627775"), "");
  }
  rejects("seed", {"18446744073709551616"});
  rejects("batch_size", {"0", "4294967297", "9223372036854775807"});
  EXPECT_EQ(errorWith("batch_size", "4294967296"), "");
  rejects("learning_rate", {"-5", "1e39", "\"1\"", "[]"});
  rejects("epoch_seconds", {"-1", "1e39", "null"});
  for (const char *key : {"epochs", "steps", "patience"})
    rejects(key, {"0", "-1", "1.5", "4294967297"});
  rejects("lowest_loss", {"\"1\"", "[]"});
  rejects("epochs_since_lowest", {"-1", "1.5", "1099511627776", "null"});
  rejects("validation_split", {"-0.1", "1", "1e39", "[]"});
  rejects("class_weights", {"[[-1,1]]", "[[0.5,1]]", "[[0]]", "[0]"});
  rejects("step", {"1"});      // of no iteration
  rejects("iteration", {"1"}); // without a loss in the history
}

TEST(Checkpoint, GivesWeightsWithoutOptimizerSlots) {
  TemporaryDirectory directory;
  TrainOptions options = quiet();
  options.checkpoint = directory / "checkpoint";
  Outcome outcome = train(options);
  AnabranchModel model = anabranch_model;
  model.parameter_count = 3; // as if it were compiled to predict only
  Executor executor(model, {model.predict}, 1);
  loadWeights(executor, options.checkpoint);
  std::string kernel(executor.address(model.parameters[0]), 3072 * 10 * 4);
  EXPECT_EQ(kernel, outcome.parameters.substr(0, kernel.size()));
  EXPECT_NE(errorOf([&] {
              loadCheckpoint(executor, options.checkpoint);
            }).find("has 5 tensors, but the model has 3"),
            std::string::npos);
}

TEST(History, IsWrittenAsJson) {
  TemporaryDirectory directory;
  TrainOptions options = quiet();
  options.history = directory / "history.json";
  options.epochs = 2;
  History history = train(options).history;
  auto json = nlohmann::json::parse(readFile(options.history));
  EXPECT_EQ(json["step_loss"].get<std::vector<double>>(), history.stepLoss);
  EXPECT_EQ(json["loss"].get<std::vector<double>>(), history.values("loss"));
  for (const char *key : {"accuracy", "val_loss", "val_accuracy", "seconds"})
    EXPECT_EQ(json[key].size(), 2u) << key;
  EXPECT_EQ(json["data"], "sample data (drawn, not CIFAR-10)");
}

TEST(History, HasNoFiguresThatTheModelDoesNotCount) {
  AnabranchProgram program = *anabranch_model.train;
  AnabranchProgram evaluation = *anabranch_model.evaluate;
  program.metric_count = evaluation.metric_count = 0;
  AnabranchModel model = anabranch_model;
  model.train = &program;
  model.evaluate = &evaluation;
  TrainOptions options = quiet();
  TrainingLoop loop(model, sample(), options);
  loop.run();
  nlohmann::ordered_json json = toJson(loop.state().history);
  EXPECT_FALSE(json.contains("accuracy"));
  EXPECT_FALSE(json.contains("val_accuracy"));
  EXPECT_TRUE(json.contains("val_loss"));
}

TEST(TrainingLoop, KeepsTheLastGoodCheckpointOfARunThatDiverges) {
  TemporaryDirectory directory;
  TrainOptions options = quiet();
  options.checkpoint = directory / "checkpoint";
  options.history = directory / "history.json";
  options.learningRate = 0.003;
  train(options);
  std::string good = readFile(options.checkpoint);
  options.resume = true;
  options.epochs = 3;
  options.learningRate = 1e38;
  std::string error = errorOf([&] { train(options); });
  EXPECT_EQ(error.rfind("loss: is nan in step ", 0), 0u) << error;
  EXPECT_NE(error.find(": try a smaller --learning-rate"), std::string::npos);
  EXPECT_EQ(readFile(options.checkpoint), good);
  auto losses = nlohmann::json::parse(readFile(options.history))["step_loss"];
  ASSERT_GT(losses.size(), 5u);
  EXPECT_LT(losses.size(), 10u);
  EXPECT_TRUE(losses.back().is_null());
  EXPECT_TRUE(losses[losses.size() - 2].is_number());
}

/// An update that gives nan in an epoch's last step, which no loss shows.
void divergingKernel(int64_t elements, char *const *buffers) {
  anabranch_model.train->launches[4].kernel(elements, buffers);
  if (--stepsUntilEvent == 0)
    *reinterpret_cast<float *>(buffers[0]) = std::nanf("");
}

TEST(TrainingLoop, SavesNoParametersThatAreNoNumbers) {
  TemporaryDirectory directory;
  ChangedModel changed(4, divergingKernel);
  const AnabranchModel &model = changed.model;
  TrainOptions options = quiet();
  options.checkpoint = directory / "checkpoint";
  options.epochs = 2;
  stepsUntilEvent = 10;
  noteInterruptions();
  TrainingLoop loop(model, sample(), options);
  EXPECT_EQ(errorOf([&] { loop.run(); }),
            "parameters: are not finite, or far too large, after step 10: try "
            "a smaller --learning-rate");
  EXPECT_EQ(readTrainingState(options.checkpoint).epoch, 1);
}

TEST(TrainingLoop, SavesNoParametersThatGiveNoNumbersNext) {
  TemporaryDirectory directory;
  TrainOptions options = quiet();
  options.checkpoint = directory / "checkpoint";
  options.learningRate = 1e30;
  options.steps = 1;
  EXPECT_EQ(errorOf([&] { train(options); }),
            "parameters: are not finite, or far too large, after step 1: try a "
            "smaller --learning-rate");
  EXPECT_FALSE(std::filesystem::exists(options.checkpoint));
}

TEST(History, KeepsLossesThatAreNoNumbers) {
  TemporaryDirectory directory;
  TrainOptions options = quiet();
  options.learningRate = 1e38;
  options.keepGoing = true;
  options.checkpoint = directory / "checkpoint";
  ::testing::internal::CaptureStderr();
  train(options);
  std::string warnings = ::testing::internal::GetCapturedStderr();
  size_t first = warnings.find("warning: loss: is nan in step ");
  EXPECT_NE(first, std::string::npos);
  EXPECT_EQ(warnings.find("warning:", first + 1), std::string::npos);
  EXPECT_EQ(readTrainingState(options.checkpoint).history.stepLoss.size(), 5u);
}

} // namespace
