//===- TrainingStart.cpp - Where a training run begins --------------------===//

#include "runtime/Training/TrainingStart.h"
#include "runtime/Error.h"

#include <cstdio>

namespace anabranch::runtime {

/// How many of the training examples are trained on.
static int64_t splitPlace(const Dataset &dataset, double validationSplit) {
  int64_t count = dataset.train.count;
  if (dataset.test.count)
    return count;
  return int64_t(double(count) * (1 - validationSplit));
}

ExampleRange trainingRange(const Dataset &dataset, double validationSplit) {
  int64_t end = splitPlace(dataset, validationSplit);
  if (end == 0)
    throw Error("--validation-split", "leaves no examples to train on",
                "choose a smaller fraction");
  return {&dataset.train, 0, end};
}

ExampleRange validationRange(const Dataset &dataset, double validationSplit) {
  if (dataset.test.count)
    return {&dataset.test, 0, dataset.test.count};
  return {&dataset.train, splitPlace(dataset, validationSplit),
          dataset.train.count};
}

/// Within an epoch nothing may change that decides which examples follow.
static void checkMidEpoch(const AnabranchModel &model,
                          const TrainOptions &options,
                          const TrainingState &state) {
  auto contradiction = [&](const std::string &what) {
    throw Error(options.checkpoint, "was saved within an epoch " + what,
                "resume with the same");
  };
  if (options.batchSize && *options.batchSize != state.batchSize)
    contradiction("of --batch-size " + std::to_string(state.batchSize));
  if (state.shuffle && !options.shuffle)
    contradiction("without --no-shuffle");
  if (state.metrics.sums.size() != size_t(model.train->metric_count))
    contradiction("of a model with other metrics");
}

static TrainingState resumedState(const AnabranchModel &model,
                                  const TrainOptions &options,
                                  const Dataset &dataset) {
  if (options.checkpoint.empty())
    throw Error("--resume", "says not what to resume",
                "give --checkpoint the file to resume from");
  if (!options.weights.empty())
    throw Error("--weights", "cannot be given with --resume",
                "leave one of the two out");
  TrainingState state = readTrainingState(options.checkpoint);
  state.validationSplit =
      options.validationSplit.value_or(state.validationSplit);
  int64_t exampleCount = trainingRange(dataset, state.validationSplit).count();
  if (state.exampleCount != exampleCount)
    throw Error(options.checkpoint,
                "was trained on " + std::to_string(state.exampleCount) +
                    " examples, but now there are " +
                    std::to_string(exampleCount),
                "resume with the same --data and --validation-split");
  if (options.seed && *options.seed != state.seed)
    throw Error(options.checkpoint,
                "was trained with --seed " + std::to_string(state.seed),
                "resume with the same or none");
  // Slots of the same names and shapes would be taken for what they are not.
  if (!state.optimizer.empty() && state.optimizer != model.optimizer)
    throw Error(options.checkpoint,
                "was trained with the optimizer " + state.optimizer +
                    ", but the model's is " + model.optimizer,
                "use a file that this model wrote");
  if (state.step > 0)
    checkMidEpoch(model, options, state);
  state.batchSize = options.batchSize.value_or(state.batchSize);
  if (options.learningRate)
    state.learningRate = options.learningRate;
  state.shuffle = state.shuffle && options.shuffle;
  if (!options.classWeights.empty())
    state.classWeights = options.classWeights;
  if (state.step > (exampleCount + state.batchSize - 1) / state.batchSize)
    throw Error(options.checkpoint, "has more steps in an epoch than there are",
                "use another checkpoint or train anew");
  // The same data may have moved to another place.
  if (state.data != dataset.description)
    std::fprintf(stderr, "warning: %s was trained on %s, and goes on with %s\n",
                 options.checkpoint.c_str(), state.data.c_str(),
                 dataset.description.c_str());
  return state;
}

static TrainingState newState(const AnabranchModel &model,
                              const TrainOptions &options,
                              const Dataset &dataset) {
  TrainingState state;
  state.seed = options.seed.value_or(0);
  state.batchSize = options.batchSize.value_or(32);
  state.learningRate = options.learningRate;
  state.shuffle = options.shuffle;
  state.classWeights = options.classWeights;
  state.validationSplit = options.validationSplit.value_or(0);
  state.exampleCount = trainingRange(dataset, state.validationSplit).count();
  state.earlier = model.iteration;
  return state;
}

TrainingState startingState(const AnabranchModel &model,
                            const TrainOptions &options,
                            const Dataset &dataset) {
  TrainingState state = options.resume ? resumedState(model, options, dataset)
                                       : newState(model, options, dataset);
  if (options.epochs || options.steps) {
    state.epochs = options.epochs;
    state.steps = options.steps;
  }
  if (!state.epochs && !state.steps)
    state.epochs = 1;
  if (options.patience)
    state.patience = options.patience;
  state.data = dataset.description;
  state.optimizer = model.optimizer;
  return state;
}

} // namespace anabranch::runtime
