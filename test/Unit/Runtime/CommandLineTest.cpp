//===- CommandLineTest.cpp ------------------------------------------------===//

#include "runtime/CommandLine.h"
#include "runtime/Files/NumpyFile.h"
#include "runtime/Random.h"
#include "runtime/Tensor.h"

#include <cmath>
#include <csignal>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/resource.h>

#include "ChangedModel.h"
#include "TemporaryDirectory.h"

using namespace anabranch::runtime;
using namespace anabranch::runtime::test;

namespace {

struct Result {
  int code;
  std::string out, err;
};

Result run(const std::vector<std::string> &arguments,
           const AnabranchModel &model = anabranch_model) {
  std::vector<const char *> argv = {"model"};
  for (const std::string &argument : arguments)
    argv.push_back(argument.c_str());
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  int code = runCommandLine(model, int(argv.size()), argv.data());
  std::string out = ::testing::internal::GetCapturedStdout();
  return {code, out, ::testing::internal::GetCapturedStderr()};
}

/// That a command fails with one line and exit code 1.
void expectError(const std::vector<std::string> &arguments,
                 const std::string &part,
                 const AnabranchModel &model = anabranch_model) {
  Result result = run(arguments, model);
  EXPECT_EQ(result.code, 1);
  EXPECT_EQ(result.err.rfind("error: ", 0), 0u) << result.err;
  EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1);
  EXPECT_NE(result.err.find(part), std::string::npos) << result.err;
}

/// A data set of a few examples that `train` gets through quickly.
void writeData(const std::string &path) {
  NumpyArray x, y;
  x.kind = y.kind = 'u';
  x.itemSize = y.itemSize = 1;
  x.shape = {10, 32, 32, 3};
  y.shape = {10};
  x.bytes.resize(30720);
  RandomStream stream(1);
  for (char &byte : x.bytes)
    byte = char(stream.below(256));
  y.bytes = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  writeZipArchive(path, {{"x.npy", formatNpy(x)}, {"y.npy", formatNpy(y)}});
}

TEST(CommandLine, RejectsWhatItDoesNotKnow) {
  expectError({}, "subcommand");
  expectError({"paint"}, "--help");
  expectError({"train"}, "--data is required");
  expectError({"train", "--data", "sample", "--epochs", "0"}, "--epochs");
  expectError({"train", "--data", "sample", "--batch-size", "-3"}, "-3");
  expectError({"train", "--data", "sample", "--validation-split", "1"}, "1");
  expectError({"evaluate", "--data", "/missing"}, "/missing: cannot be read");
  EXPECT_EQ(run({"--help"}).code, 0);
}

TEST(CommandLine, RejectsNumbersThatItCannotUse) {
  auto train = [](const char *option, const char *text,
                  const std::string &part) {
    expectError({"train", "--data", "sample", option, text},
                std::string(option) + ": " + text + part);
  };
  const char *count = " is no whole number from 1 to 4294967296: see --help";
  for (const char *text : {"0", "0x10", "1.5", "4294967297", "nan", ""}) {
    train("--epochs", text, count);
    train("--steps", text, count);
    train("--batch-size", text, count);
  }
  for (const char *text : {"18446744073709551616", "-1", "1e3"})
    train("--seed", text, " is no whole number from 0 to 18446744073709551615");
  train("--threads", "1025", " is no whole number from 1 to 1024");
  for (const char *text : {"nan", "inf", "-inf", "-0.1", "1e39", "1e999", "x"})
    train("--learning-rate", text, " is no finite number of at least 0");
  for (const char *text : {"nan", "1", "-0.1", "inf", "0.5x"})
    train("--validation-split", text,
          " is no number of at least 0 and below 1");
  for (const std::vector<std::string> &command :
       {std::vector<std::string>{"evaluate", "--data", "sample"},
        {"predict", "a.png"},
        {"bench"}})
    for (const char *option : {"--batch-size", "--threads"}) {
      std::vector<std::string> arguments = command;
      arguments.insert(arguments.end(), {option, "nan"});
      expectError(arguments, "nan is no whole number");
    }
  expectError({"bench", "--steps", "-1"}, "-1 is no whole number");
}

TEST(CommandLine, ReadsNumbersAsDecimals) {
  auto json = nlohmann::json::parse(
      run({"bench", "--batch-size", "010", "--steps", "01", "--json"}).out);
  EXPECT_EQ(json["batch_size"], 10);
}

TEST(CommandLine, RejectsAModelOfAnotherVersion) {
  AnabranchModel model = anabranch_model;
  model.abi_version = 999;
  expectError({"summary"}, "version 999", model);
}

TEST(CommandLine, NeedsALossToTrain) {
  AnabranchModel model = anabranch_model;
  model.train = model.evaluate = nullptr;
  std::string problem =
      "fake: has no loss, so it can neither be trained nor evaluated: ";
  expectError({"train", "--data", "sample"}, problem, model);
  expectError({"evaluate", "--data", "sample"}, problem, model);
  EXPECT_EQ(run({"summary"}, model).code, 0);
  Result bench = run({"bench", "--steps", "1", "--json"}, model);
  EXPECT_TRUE(nlohmann::json::parse(bench.out)["train_step_ms"].is_null());
  expectError({"bench", "--program", "train"}, problem, model);
}

TEST(CommandLine, TrainsEvaluatesAndPredicts) {
  TemporaryDirectory directory;
  std::string data = directory / "data.npz";
  std::string weights = directory / "weights.safetensors";
  writeData(data);
  Result train = run({"train", "--data", data, "--epochs", "100",
                      "--learning-rate", "0.002", "--checkpoint", weights});
  EXPECT_EQ(train.code, 0) << train.err;
  EXPECT_EQ(train.out.rfind("arena: ", 0), 0u) << train.out;
  EXPECT_NE(train.out.find("\nepoch 100/100  loss "), std::string::npos);
  EXPECT_EQ(train.out.find('\r'), std::string::npos);
  Result evaluate =
      run({"evaluate", "--data", data, "--weights", weights, "--json"});
  EXPECT_EQ(evaluate.err, "");
  auto json = nlohmann::json::parse(evaluate.out);
  EXPECT_EQ(json["accuracy"], 1.0);
  EXPECT_EQ(json["examples"], 10);
  std::string output = directory / "predictions.npz";
  writeFile(directory / "names", "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n");
  Result predict = run({"predict", data, "--weights", weights, "--output",
                        output, "--classes", directory / "names"});
  EXPECT_NE(predict.out.find("data.npz[3]: d (0."), std::string::npos)
      << predict.out;
  NumpyArray predictions = readNpz(ZipArchive(output), "predictions");
  EXPECT_EQ(predictions.shape, (std::vector<int64_t>{10, 10}));
  for (int64_t i = 0; i < 10; ++i)
    EXPECT_GT(predictions.number(11 * i), 0.3);
  writeFile(directory / "names", "a\nb\n");
  expectError({"predict", data, "--classes", directory / "names"},
              "names 2 classes, but the model has 10: write one name a line, "
              "or name the directory of the class folders");
  // The names of class folders, beside the pictures to test or not.
  for (const char *parent : {"flat", "split/train"}) {
    for (char name = 'k'; name < 'u'; ++name)
      std::filesystem::create_directories(directory / parent +
                                          ("/" + std::string(1, name)));
    predict = run({"predict", data, "--weights", weights, "--classes",
                   directory / std::string(parent).substr(
                                   0, std::string(parent).find('/'))});
    EXPECT_NE(predict.out.find("data.npz[3]: n (0."), std::string::npos)
        << predict.err;
  }
  std::filesystem::create_directory(directory / "none");
  expectError({"predict", data, "--classes", directory / "none"},
              "none: names 0 classes, but the model has 10");
}

TEST(CommandLine, PredictsTheSameInBatchesOfAnySize) {
  TemporaryDirectory directory;
  std::string data = directory / "data.npz";
  writeData(data);
  Result whole = run({"predict", data});
  EXPECT_EQ(std::count(whole.out.begin(), whole.out.end(), '\n'), 10);
  EXPECT_EQ(whole.out, run({"predict", data, "--batch-size", "3"}).out);
}

/// Runs a model that came with a kernel of this number everywhere.
Result runWith(float number, const std::vector<std::string> &arguments) {
  std::vector<float> kernel(3072 * 10, number);
  AnabranchModel model = anabranch_model;
  std::vector<AnabranchParameter> parameters(
      model.parameters, model.parameters + model.parameter_count);
  parameters[0].initializer = ANABRANCH_DATA;
  parameters[0].data = kernel.data();
  model.parameters = parameters.data();
  return run(arguments, model);
}

TEST(CommandLine, WarnsOfUntrainedWeights) {
  TemporaryDirectory directory;
  writeData(directory / "data.npz");
  for (const std::vector<std::string> &arguments :
       {std::vector<std::string>{"predict", directory / "data.npz"},
        {"evaluate", "--data", directory / "data.npz"}}) {
    Result result = run(arguments);
    EXPECT_EQ(result.code, 0);
    EXPECT_NE(result.err.find("warning: the weights are untrained"),
              std::string::npos);
  }
  Result result = runWith(0.5f, {"predict", directory / "data.npz"});
  EXPECT_EQ(result.err, "");
  EXPECT_NE(result.out.find("class 0 (0.1000)"), std::string::npos);
}

TEST(CommandLine, PredictsNoClassFromWhatIsNoNumber) {
  TemporaryDirectory directory;
  writeData(directory / "data.npz");
  Result predict = runWith(std::nanf(""), {"predict", directory / "data.npz"});
  EXPECT_NE(predict.out.find("data.npz[9]: no class (nan)\n"),
            std::string::npos)
      << predict.out;
  EXPECT_EQ(predict.out.find("class 0"), std::string::npos);
  Result evaluate =
      runWith(std::nanf(""), {"evaluate", "--data", directory / "data.npz"});
  EXPECT_EQ(evaluate.out.rfind("loss nan  accuracy ", 0), 0u) << evaluate.out;
}

TEST(CommandLine, NamesTheSampleDataHonestly) {
  const char *name = "sample data (drawn, not CIFAR-10)";
  EXPECT_NE(run({"train", "--data", "sample", "--steps", "1"}).out.find(name),
            std::string::npos);
  EXPECT_NE(run({"evaluate", "--data", "sample"}).out.find(name),
            std::string::npos);
}

TEST(CommandLine, SaysWhereARunEndsWithinAnEpoch) {
  TemporaryDirectory directory;
  writeData(directory / "data.npz");
  std::vector<std::string> train = {
      "train", "--data",       directory / "data.npz", "--batch-size",
      "3",     "--checkpoint", directory / "weights"};
  auto runWith = [&](std::vector<std::string> more) {
    more.insert(more.begin(), train.begin(), train.end());
    return run(more).out;
  };
  EXPECT_NE(runWith({"--steps", "1"}).find("epoch 1  step 1/"),
            std::string::npos);
  // Nothing is left to do, and nothing to say of it.
  EXPECT_EQ(runWith({"--steps", "1", "--resume"}).find("  step "),
            std::string::npos);
  // A whole epoch has a line of its own.
  EXPECT_EQ(runWith({"--epochs", "1"}).find("  step "), std::string::npos);
}

/// Interrupts the process in every step.
void interruptingKernel(int64_t extent, char *const *buffers) {
  raise(SIGINT);
  anabranch_model.train->launches[2].kernel(extent, buffers);
}

TEST(CommandLine, SaysWhatAnInterruptedRunSaved) {
  TemporaryDirectory directory;
  writeData(directory / "data.npz");
  ChangedModel changed(2, interruptingKernel);
  const AnabranchModel &model = changed.model;
  std::signal(SIGINT, SIG_DFL); // which what runs in the background may ignore
  std::vector<std::string> train = {
      "train",        "--quiet", "--data",    directory / "data.npz",
      "--batch-size", "3",       "--history", directory / "history"};
  Result result = run(train, model);
  EXPECT_EQ(result.code, 128 + SIGINT);
  EXPECT_EQ(result.err, "interrupted after 1 steps; the weights were not "
                        "saved, since no --checkpoint was given\n");
  EXPECT_NE(readFile(directory / "history"), "");
  train.insert(train.end(), {"--checkpoint", directory / "weights"});
  result = run(train, model);
  EXPECT_EQ(result.err, "interrupted after 1 steps; saved to " +
                            (directory / "weights") +
                            ", go on with --resume\n");
}

TEST(CommandLine, KeepsTheOrderWhenAskedTo) {
  TemporaryDirectory directory;
  writeData(directory / "data.npz");
  auto losses = [&](const char *flag, const char *seed) {
    run({"train", "--data", directory / "data.npz", "--batch-size", "3",
         "--learning-rate", "0", "--seed", seed, "--history",
         directory / "history", flag});
    return nlohmann::json::parse(readFile(directory / "history"))["step_loss"];
  };
  EXPECT_NE(losses("--quiet", "0"), losses("--no-shuffle", "0"));
  EXPECT_EQ(losses("--no-shuffle", "0"), losses("--no-shuffle", "0"));
}

TEST(CommandLine, IsQuietWhenAskedTo) {
  Result result = run({"train", "--data", "sample", "--steps", "1", "--quiet"});
  EXPECT_EQ(result.out + result.err, "");
  TemporaryDirectory directory;
  writeData(directory / "data.npz");
  Result predict = run({"predict", directory / "data.npz", "--output",
                        directory / "predictions.npz", "--quiet"});
  EXPECT_EQ(predict.out, "");
  EXPECT_EQ(predict.err.rfind("warning: the weights are untrained", 0), 0u);
  EXPECT_EQ(readNpz(ZipArchive(directory / "predictions.npz"), "predictions")
                .shape[0],
            10);
}

TEST(CommandLine, ChecksOutputsBeforeTheRun) {
  expectError({"train", "--data", "sample", "--history", "/missing/h.json"},
              "/missing/h.json: cannot create the file");
  expectError({"train", "--data", "sample", "--checkpoint", "/dev/null"},
              "/dev/null: is not a regular file");
}

TEST(CommandLine, WritesOverNothingThatItNeeds) {
  TemporaryDirectory directory;
  std::string data = directory / "data.npz", file = directory / "file";
  writeData(data);
  std::string content = readFile(data);
  std::vector<std::string> train = {"train", "--quiet", "--data", data,
                                    "--checkpoint"};
  auto with = [](std::vector<std::string> arguments,
                 const std::vector<std::string> &more) {
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  };
  expectError(with(train, {data}), "data.npz: is also --data: name another");
  expectError(with(train, {file, "--history", file}), "is also --history");
  expectError(with(train, {"/proc/self/exe"}), "is the program itself");
  expectError({"predict", data, "--output", data}, "is also an input");
  EXPECT_EQ(run(with(train, {file})).code, 0);
  EXPECT_EQ(run(with(train, {file, "--resume", "--epochs", "2"})).code, 0);
  expectError(with(train, {file, "--weights", file}), "is also --weights");
  expectError({"predict", data, "--weights", file, "--output", file},
              "is also --weights");
  expectError({"predict", data, "--classes", file, "--output", file},
              "is also --classes");
  // Of a directory, the files that are read.
  std::string batch = directory / "data_batch_1.bin";
  writeFile(batch, "");
  expectError({"train", "--data", directory / "", "--history", batch},
              "data_batch_1.bin: is also --data");
  expectError({"train", "--data", directory / "", "--history", file},
              "data_batch_1.bin: has 0 bytes");
  EXPECT_EQ(readFile(data), content);
  std::string picture = directory / "folders/class/a.png";
  std::filesystem::create_directories(directory / "folders/class");
  writeFile(picture, "");
  expectError({"train", "--data", directory / "folders", "--best", picture},
              "a.png: is also --data");
}

TEST(CommandLine, LeavesNothingOnAFullDisk) {
  TemporaryDirectory directory;
  rlimit before;
  getrlimit(RLIMIT_FSIZE, &before);
  rlimit limit = before;
  limit.rlim_cur = 10000;
  TemporaryDirectory other;
  writeData(other / "data.npz");
  setrlimit(RLIMIT_FSIZE, &limit);
  expectError({"train", "--data", other / "data.npz", "--quiet", "--checkpoint",
               directory / "c"},
              "cannot write the file (File too large)");
  setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(directory.fileCount(), 0);
}

TEST(CommandLine, RejectsInputsThatDoNotFit) {
  TemporaryDirectory directory;
  expectError({"predict", directory / "missing.png"}, "No such file");
  writeFile(directory / "text", "no picture");
  expectError({"predict", directory / "text"}, "is no PNG, JPEG");
  writeFile(directory / "broken.png", "\x89PNG\r\n\x1a\n and no more");
  expectError({"predict", directory / "broken.png"}, "is no whole PNG");
  NumpyArray array;
  array.shape = {2, 32, 30, 3};
  array.bytes.resize(elementCount(array.shape) * 4);
  std::vector<char> npy = formatNpy(array);
  writeFile(directory / "a.npy", std::string(npy.begin(), npy.end()));
  expectError({"predict", directory / "a.npy"},
              "(2, 32, 30, 3), but the model reads (32, 32, 3)");
}

TEST(CommandLine, BenchPrintsOneJsonObject) {
  Result result = run(
      {"bench", "--batch-size", "4", "--steps", "2", "--json", "--profile"});
  auto json = nlohmann::json::parse(result.out);
  for (const char *key :
       {"train_images_per_s", "predict_images_per_s", "train_step_ms",
        "predict_step_ms", "first_step_s", "peak_memory_mb"})
    EXPECT_GT(json[key].get<double>(), 0) << key;
  EXPECT_EQ(json["batch_size"], 4);
  EXPECT_EQ(json["fusion"], "none");
  EXPECT_EQ(json["parameters"], 30730);
  EXPECT_EQ(json["profile"]["train"].size(), 5u); // momentum runs twice
  EXPECT_GT(json["machine"]["peak_gflop_per_s"].get<double>(), 0);
  EXPECT_GT(json["machine"]["bandwidth_gb_per_s"].get<double>(), 0);
  Result table =
      run({"bench", "--batch-size", "4", "--steps", "2", "--profile"});
  EXPECT_NE(table.out.find("dense_gradient"), std::string::npos);
}

TEST(CommandLine, BenchRunsOneProgramAlone) {
  auto train = nlohmann::json::parse(
      run({"bench", "--steps", "1", "--json", "--program", "train"}).out);
  EXPECT_TRUE(train["train_step_ms"].is_number());
  EXPECT_TRUE(train["predict_step_ms"].is_null());
  auto predict =
      nlohmann::json::parse(run({"bench", "--steps", "1", "--json", "--profile",
                                 "--program", "predict"})
                                .out);
  EXPECT_TRUE(predict["train_step_ms"].is_null());
  EXPECT_TRUE(predict["first_step_s"].is_null());
  EXPECT_TRUE(predict["predict_step_ms"].is_number());
  EXPECT_FALSE(predict["profile"].contains("train"));
  EXPECT_TRUE(predict["profile"].contains("predict"));
  expectError({"bench", "--program", "paint"}, "--program");
}

TEST(CommandLine, NamesTheCommandThatThereIsNot) {
  expectError(
      {"frobnicate", "--data", "x"},
      "error: command line: there is no command frobnicate: see --help");
  expectError({}, "error: command line: A subcommand is required: see --help");
}

TEST(CommandLine, SummaryListsLayersAndParameters) {
  Result result = run({"summary"});
  EXPECT_NE(result.out.find("30,730"), std::string::npos);
  EXPECT_NE(result.out.find("(None, 32, 32, 3)"), std::string::npos);
}

} // namespace
