//===- CommandLine.cpp - What the user asks for ---------------------------===//

#include "runtime/CommandLine.h"
#include "runtime/Bench/Bench.h"
#include "runtime/Data/SampleWeights.h"
#include "runtime/Error.h"
#include "runtime/NumberOptions.h"
#include "runtime/Options.h"
#include "runtime/Prediction/Predict.h"
#include "runtime/Summary.h"
#include "runtime/Training/Evaluation.h"
#include "runtime/Training/Train.h"

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <functional>
#include <limits>
#include <new>
#include <poll.h>
#include <string>
#include <unistd.h>
#include <vector>

namespace anabranch::runtime {

static CLI::Validator atLeastOne() { return wholeNumber(1, mostOfOption); }
static CLI::Validator threadRange() { return wholeNumber(1, 1024); }
static constexpr const char *dataHelp =
    "a directory of CIFAR-10's binary files, or of one folder of PNG and JPEG "
    "pictures for each class, in train and test or validation if there are "
    "such folders; an .npz file with x and y (and sample_weight) or these with "
    "_train, _test and _val; or sample for pictures drawn by the program. "
    "Bytes become 0 to 1, unless the model rescales them itself";

static void addTrain(CLI::App &app, TrainOptions &options) {
  app.add_option("--data", options.data, dataHelp)->required();
  app.add_option("--epochs", options.epochs, "passes over the data (1)")
      ->transform(atLeastOne());
  app.add_option("--steps", options.steps, "stop after so many steps in total")
      ->transform(atLeastOne());
  app.add_option("--batch-size", options.batchSize, "examples a step (32)")
      ->transform(atLeastOne());
  app.add_option("--learning-rate", options.learningRate,
                 "instead of the model's and its schedule")
      ->check(nonNegativeNumber());
  app.add_option_function<std::string>(
      "--class-weights",
      [&options](const std::string &text) {
        options.classWeights = parseClassWeights(text);
      },
      "what the examples of a class count in the loss, such as 0:1,1:2.5 (1)");
  app.add_option("--seed", options.seed, "of weights and shuffling (0)")
      ->transform(wholeNumber(0, std::numeric_limits<uint64_t>::max()));
  app.add_option("--threads", options.threads, "default: all cores")
      ->transform(threadRange());
  app.add_flag("!--no-shuffle", options.shuffle, "keep the examples' order");
  app.add_option("--validation-split", options.validationSplit,
                 "fraction of the examples, the last ones, to validate on if "
                 "the data has no test or validation examples")
      ->check(fraction());
  app.add_option("--weights", options.weights,
                 "safetensors file of parameters to start from, without the "
                 "optimizer's state");
  app.add_option("--history", options.history, "JSON file of the figures");
  app.add_option("--checkpoint", options.checkpoint,
                 "safetensors file, saved after each epoch and at the end");
  app.add_option("--best", options.best,
                 "safetensors file, saved after each epoch with the lowest "
                 "val_loss so far (loss, if there is nothing to validate on)");
  app.add_option("--patience", options.patience,
                 "stop after so many epochs in a row that did not lower it")
      ->transform(atLeastOne());
  app.add_flag("--resume", options.resume,
               "go on from the checkpoint, with its options where none are "
               "given");
  app.add_flag("--keep-going", options.keepGoing,
               "train on when the loss is nan or inf");
  app.add_flag("--quiet", options.quiet, "print errors and warnings only");
}

static void addEvaluate(CLI::App &app, EvaluateOptions &options) {
  app.add_option("--data", options.data, dataHelp)->required();
  app.add_option("--weights", options.weights, "safetensors file");
  app.add_option("--batch-size", options.batchSize, "examples a step (32)")
      ->transform(atLeastOne());
  app.add_option("--threads", options.threads, "default: all cores")
      ->transform(threadRange());
  app.add_flag("--json", options.json, "print one JSON object");
}

static void addPredict(CLI::App &app, PredictOptions &options) {
  app.add_option("inputs", options.inputs,
                 "PNG or JPEG pictures of any size, .npy or .npz files")
      ->required();
  app.add_option("--weights", options.weights, "safetensors file");
  app.add_option("--output", options.output,
                 ".npz file for the array predictions");
  app.add_option("--classes", options.classes,
                 "text file with a class's name a line, such as "
                 "CIFAR-10's batches.meta.txt, or a directory of class "
                 "folders");
  app.add_option("--batch-size", options.batchSize, "examples a step (32)")
      ->transform(atLeastOne());
  app.add_option("--threads", options.threads, "default: all cores")
      ->transform(threadRange());
  app.add_flag("--quiet", options.quiet, "print errors and warnings only");
}

static void addBench(CLI::App &app, BenchOptions &options) {
  app.add_option_function<std::string>(
         "--program",
         [&options](const std::string &name) {
           options.program =
               name == "train" ? BenchProgram::Train : BenchProgram::Predict;
         },
         "run one program alone (both)")
      ->check(CLI::IsMember({"train", "predict"}));
  app.add_option("--batch-size", options.batchSize, "examples a step (128)")
      ->transform(atLeastOne());
  app.add_option("--steps", options.steps,
                 "steps to take the best of, after 2 for warming up (10)")
      ->transform(atLeastOne());
  app.add_option("--threads", options.threads, "default: all cores")
      ->transform(threadRange());
  app.add_flag("--json", options.json, "print one JSON object");
  app.add_flag("--profile", options.profile,
               "time every kernel, and compare with what the machine "
               "can do");
}

static int parseAndRun(const AnabranchModel &model, int argc,
                       const char *const *argv) {
  if (model.abi_version != ANABRANCH_ABI_VERSION)
    throw Error(model.name,
                "was compiled for version " +
                    std::to_string(model.abi_version) +
                    " of the runtime, but this is version " +
                    std::to_string(ANABRANCH_ABI_VERSION),
                "compile it again");
  CLI::App app(std::string("The model ") + model.name +
               ", compiled by Anabranch.");
  app.set_version_flag("--version", std::string(model.name) +
                                        ", compiled by Anabranch " +
                                        ANABRANCH_VERSION);
  app.require_subcommand(1);
  TrainOptions train;
  EvaluateOptions evaluate;
  PredictOptions predict;
  BenchOptions bench;
  std::function<int()> command;
  app.add_subcommand("summary", "print the model's layers")->callback([&] {
    command = [&] { return runSummary(model); };
  });
  CLI::App *sub = app.add_subcommand("train", "train the model");
  addTrain(*sub, train);
  sub->callback([&] { command = [&] { return runTrain(model, train); }; });
  sub = app.add_subcommand("evaluate", "measure loss and metrics");
  addEvaluate(*sub, evaluate);
  sub->callback(
      [&] { command = [&] { return runEvaluate(model, evaluate); }; });
  sub = app.add_subcommand("predict", "predict for pictures or arrays");
  addPredict(*sub, predict);
  sub->callback([&] { command = [&] { return runPredict(model, predict); }; });
  sub = app.add_subcommand("bench", "measure the speed on random data");
  addBench(*sub, bench);
  sub->callback([&] { command = [&] { return runBench(model, bench); }; });
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError &error) {
    if (error.get_exit_code() == 0) // --help
      return app.exit(error);
    // CLI11 would miss a command, and not say which one it does not know.
    std::vector<std::string> unknown = app.remaining();
    if (app.get_subcommands().empty() && !unknown.empty())
      throw Error("command line", "there is no command " + unknown.front(),
                  "see --help");
    throw Error("command line", error.what(), "see --help");
  }
  return command();
}

/// \throws Error if not everything that was printed could be written
static void checkPrinted() {
  if (std::fflush(stdout) == 0 && !std::ferror(stdout))
    return;
  // The reason is not kept from the write that failed.
  pollfd output{STDOUT_FILENO, POLLOUT, 0};
  if (poll(&output, 1, 0) == 1 && (output.revents & POLLERR))
    throw Error("standard output", "something reads it no more",
                "let it read to the end");
  throw Error("standard output", "cannot be written", "free some space");
}

int runCommandLine(const AnabranchModel &model, int argc,
                   const char *const *argv) {
  // A write beyond the limit for files then fails like one to a full disk.
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    int code = parseAndRun(model, argc, argv);
    checkPrinted();
    return code;
  } catch (const std::bad_alloc &) {
    std::fputs("error: memory: there is not enough: choose a smaller "
               "--batch-size or data set\n",
               stderr);
  } catch (const std::exception &error) {
    std::fflush(stdout);
    std::fprintf(stderr, "error: %s\n", error.what());
  }
  return 1;
}

} // namespace anabranch::runtime
