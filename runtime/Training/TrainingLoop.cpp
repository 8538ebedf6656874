//===- TrainingLoop.cpp - Epochs of steps ---------------------------------===//

#include "runtime/Training/TrainingLoop.h"
#include "runtime/Clock.h"
#include "runtime/Data/SampleWeights.h"
#include "runtime/Interruption.h"
#include "runtime/NumberText.h"
#include "runtime/ParallelFor.h"
#include "runtime/Training/Evaluation.h"
#include "runtime/Training/FigureNames.h"
#include "runtime/Training/Initializers.h"
#include "runtime/Training/LearningRate.h"
#include "runtime/Training/TrainingEnd.h"
#include "runtime/Training/TrainingStart.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

namespace anabranch::runtime {

static constexpr const char *smallerRate = "try a smaller --learning-rate";

TrainingLoop::TrainingLoop(const AnabranchModel &model, const Dataset &dataset,
                           const TrainOptions &options)
    : model(model), options(options),
      current(startingState(model, options, dataset)),
      training(trainingRange(dataset, current.validationSplit)),
      validation(validationRange(dataset, current.validationSplit)),
      programs(model,
               {model.train, validation.count() ? model.evaluate : nullptr},
               std::min(current.batchSize,
                        std::max(training.count(), validation.count()))),
      progress(options.quiet, *model.train, current.epochs,
               model.train->inputs[0].rank == 3 ? "images" : "examples") {
  if (!current.classWeights.empty()) {
    classWeights =
        classWeightColumn(model, dataset.train, current.classWeights);
    training.weights = &classWeights;
  }
  initializeParameters(programs, current.seed);
  programs.setSeed(current.seed);
  if (options.resume)
    loadCheckpoint(programs, options.checkpoint);
  else if (!options.weights.empty())
    loadWeights(programs, options.weights);
  isOnDevice = keepExamples(programs, training) &&
               (!validation.count() || keepExamples(programs, validation));
  describe();
}

void TrainingLoop::describe() {
  char line[160];
  std::snprintf(line, sizeof line,
                "arena: %.1f MiB for batches of %lld, %d thread%s",
                double(programs.arenaBytes()) / (1 << 20),
                static_cast<long long>(current.batchSize), parallelForThreads(),
                parallelForThreads() == 1 ? "" : "s");
  progress.say(line);
  progress.say("data: " + current.data + ", " +
               std::to_string(training.count()) +
               (training.count() == 1 ? " example" : " examples") +
               " to train on, " + std::to_string(validation.count()) +
               " to validate" + (isOnDevice ? ", in the GPU's memory" : ""));
  if (options.resume)
    progress.say("resumed in epoch " + std::to_string(current.epoch + 1) +
                 " behind step " + std::to_string(current.iteration));
  if (options.resume && isFinished(current, stepsPerEpoch()))
    std::fprintf(stderr,
                 "warning: nothing is left to do: give %s to train on\n",
                 isOutOfPatience(current) ? "a larger --patience"
                                          : "--epochs N, the number in total,");
}

int64_t TrainingLoop::stepsPerEpoch() const {
  return (training.count() + current.batchSize - 1) / current.batchSize;
}

bool TrainingLoop::isOver() const {
  return isFinished(current, stepsPerEpoch()) || interruption() || hasFailed();
}

int TrainingLoop::run() {
  while (!isOver())
    runEpoch();
  if (!hasFailed())
    progress.stop(current.step, current.metrics);
  if (!isSaved && !hasFailed())
    save();
  if (!options.history.empty())
    writeHistory(options.history, current.history, current.data);
  if (hasFailed())
    throw Error(*divergence);
  return interruption();
}

void TrainingLoop::save(bool isBest) {
  std::vector<std::string> paths;
  if (isBest && !options.best.empty())
    paths.push_back(options.best);
  if (!options.checkpoint.empty())
    paths.push_back(options.checkpoint);
  // The next loss would say so, but the last good checkpoint would be gone.
  if (!paths.empty() && !divergence && !hasUsableParameters(programs))
    noteDivergence("parameters",
                   "are not finite, or far too large, after step " +
                       std::to_string(current.iteration),
                   smallerRate);
  if (hasFailed())
    return;
  for (const std::string &path : paths)
    saveCheckpoint(programs, current, path);
  isSaved = true;
}

void TrainingLoop::runEpoch() {
  Batches batches = current.shuffle ? Batches(training, current.batchSize,
                                              current.seed, current.epoch)
                                    : Batches(training, current.batchSize);
  progress.beginEpoch(current.epoch, current.step, batches.count());
  runSteps(batches);
  if (current.step == batches.count() && !hasFailed())
    finishEpoch();
}

/// Runs what is left of the epoch's steps, or as many as may be. On a GPU steps
/// are started before the figures of those before are there; at the end all of
/// them are.
void TrainingLoop::runSteps(const Batches &batches) {
  Clock::time_point begin = Clock::now();
  while (current.step < batches.count() && !isOver()) {
    startStep(batches);
    if (programs.isFull())
      finishStep();
  }
  while (programs.pending() > 0)
    finishStep();
  current.seconds += secondsSince(begin);
}

void TrainingLoop::startStep(const Batches &batches) {
  const AnabranchProgram &program = *model.train;
  int64_t stepsDone = current.earlier + current.iteration;
  programs.setLearningRate(current.learningRate.value_or(
      learningRateAt(model.learning_rate, stepsDone)));
  programs.setIteration(stepsDone);
  batches.load(current.step, programs, program);
  programs.start(program, batches.size(current.step));
  ++current.step;
  ++current.iteration;
  isSaved = false;
}

void TrainingLoop::finishStep() {
  Outputs outputs = programs.finish();
  if (hasFailed()) // it was started before that was known
    return;
  double loss = outputs.scalar(*model.train->loss);
  current.metrics.add(outputs);
  current.history.stepLoss.push_back(loss);
  if (!std::isfinite(loss) && !divergence) {
    size_t step = current.history.stepLoss.size();
    // Before the first step nothing was learned, at whatever rate.
    noteDivergence("loss",
                   "is " + formatNumber("%f", loss) + " in step " +
                       std::to_string(step),
                   step == 1 ? "look for numbers that are nan or huge in the "
                               "data, and in the weights to start from"
                             : smallerRate);
  }
  progress.step(current.step - programs.pending(), outputs.batchSize(),
                current.metrics);
}

void TrainingLoop::noteDivergence(const std::string &subject,
                                  const std::string &problem,
                                  const std::string &remedy) {
  divergence.emplace(subject, problem, remedy);
  progress.abandon();
  if (options.keepGoing)
    std::fprintf(stderr, "warning: %s\n", divergence->what());
}

void TrainingLoop::finishEpoch() {
  std::optional<Metrics> measured;
  if (validation.count()) {
    measured = evaluate(programs, validation, current.batchSize);
    if (!measured) // interrupted; a resumed run begins with the validation
      return;
  }
  std::vector<Figure> figures = current.metrics.figures(*model.train);
  if (measured)
    for (const Figure &figure :
         measured->figures(*model.evaluate, validationPrefix))
      figures.push_back(figure);
  for (const Figure &figure : figures)
    current.history.add(figure.name, figure.value);
  current.history.add(secondsKey, current.seconds);
  progress.endEpoch(current.metrics.examples, figures, current.seconds);
  bool isBest = noteEpochLoss(current, measured ? measured->loss()
                                                : current.metrics.loss());
  ++current.epoch;
  current.step = 0;
  current.metrics = Metrics();
  current.seconds = 0;
  if (isOutOfPatience(current))
    progress.say("stopped, since " +
                 std::string(measured ? "val_loss" : "loss") + " was lowest " +
                 std::to_string(current.epochsSinceLowest) + " epochs before");
  save(isBest);
}

} // namespace anabranch::runtime
