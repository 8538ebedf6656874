//===- FunctionalTest.cpp - Models described in C++ -----------------------===//
//
// What descriptions are in Keras's terms, test/Functional shows; here are their
// shapes and their errors.
//
//===----------------------------------------------------------------------===//

#include "compiler/Functional/Functional.h"

#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

using namespace anabranch::functional;
using Shape = std::vector<int64_t>;

/// What `run` prints to standard error.
static std::string getErrors(const std::function<void()> &run) {
  testing::internal::CaptureStderr();
  run();
  return testing::internal::GetCapturedStderr();
}

static std::string read(const std::string &path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

static std::string thisLine(unsigned line) {
  return "error: " __FILE__ ":" + std::to_string(line) + ": ";
}

TEST(Functional, TensorsHaveShapes) {
  Model model("shapes");
  Tensor x = model.input({8, 6, 3});
  EXPECT_EQ(x.shape(), (Shape{8, 6, 3}));
  x = conv2d(x, {.filters = 5, .strides = 2});
  EXPECT_EQ(x.shape(), (Shape{4, 3, 5}));
  EXPECT_EQ(maxPooling2d(x).shape(), (Shape{2, 1, 5}));
  EXPECT_EQ(flatten(x).shape(), Shape{60});
  EXPECT_EQ(layer("ZeroPadding2D", x, {{"padding", 1}}).shape(),
            (Shape{6, 5, 5}));
  EXPECT_EQ(Tensor().shape(), Shape());
}

TEST(Functional, ReportsOneErrorWithItsLine) {
  Model model("wrong");
  std::string errors = getErrors([&] {
    Tensor x = model.input({4, 4, 3});
    x = conv2d(x, {.filters = 5, .groups = 2});
    EXPECT_EQ(x.shape(), Shape());
    x = dense(flatten(add(x, x)), {.units = -3});
    model.output(x);
    EXPECT_FALSE(model.emit({.file = "-", .emit = "nn"}));
  });
  EXPECT_EQ(errors, thisLine(__LINE__ - 6) +
                        "layer \"conv2d\": cannot split 3 input channels and "
                        "5 filters into 2 groups\n");
}

TEST(Functional, RejectsWrongArguments) {
  auto describe = [](const Arguments &more) {
    return getErrors([&] {
      Model model("arguments");
      dense(model.input({4}), {.units = 3, .more = more});
    });
  };
  EXPECT_EQ(describe({}), "");
  EXPECT_EQ(describe({{"bias_initializer", "ones"}}), "");
  EXPECT_NE(describe({{"fancy", 1}})
                .find("argument \"fancy\" is not "
                      "supported (it is 1): leave it out"),
            std::string::npos);
  EXPECT_NE(describe({{"activation", "relo"}}).find("activation \"relo\""),
            std::string::npos);
  EXPECT_NE(describe(7).find("must be a JSON object, but is 7"),
            std::string::npos);
}

TEST(Functional, RejectsWrongTensors) {
  std::string errors = getErrors([] {
    Model model("a"), other("b");
    add(model.input({4}), other.input({4}));
  });
  EXPECT_NE(errors.find("layer \"add\": is called with a tensor of another "
                        "model"),
            std::string::npos);
  errors = getErrors([] {
    Model model("a");
    add(model.input({4}), Tensor());
  });
  EXPECT_NE(errors.find("is called with a Tensor() that no layer has computed"),
            std::string::npos);
  errors = getErrors([] {
    Model model("a");
    model.output(flatten(Tensor()));
    EXPECT_FALSE(model.emit({.file = "-", .emit = "nn"}));
  });
  EXPECT_EQ(errors, "error: a: the output is no tensor of this model\n");
}

TEST(Functional, RejectsWrongModels) {
  std::string errors = getErrors([] {
    Model model("a");
    model.input({4});
    EXPECT_FALSE(model.emit({.file = "-", .emit = "nn"}));
  });
  EXPECT_EQ(errors, "error: a: the model has no output: name it with "
                    "Model::output\n");
  errors = getErrors([] {
    Model model("a");
    model.layer("InputLayer");
  });
  EXPECT_NE(errors.find("is an input: describe it with Model::input"),
            std::string::npos);
  errors = getErrors([] {
    Model model("a");
    model.output(dense(model.input({4}, "x"), {.units = 2, .name = "x"}));
  });
  EXPECT_NE(errors.find("layer \"x\": is the second layer of this name"),
            std::string::npos);
  errors = getErrors([] {
    Model model("a");
    model.input({4, 0});
  });
  EXPECT_NE(errors.find("layer \"input_layer\": argument \"batch_shape\" must "
                        "be a shape"),
            std::string::npos);
  errors = getErrors([] {
    Model model("a");
    model.output(dense(model.input({4}), {.units = 2}));
    model.compile({.optimizer = "adam", .loss = "ctc"});
    EXPECT_FALSE(model.emit({.file = "-", .emit = "nn"}));
  });
  EXPECT_NE(errors.find("error: a: the loss: loss \"ctc\" is not supported"),
            std::string::npos);
}

TEST(Functional, NamesLayersAsKeras) {
  std::string path = testing::TempDir() + "anabranch_names.mlir";
  Model model("names");
  Tensor x = model.input({4, 4, 3});
  x = batchNormalization(conv2d(x, {.filters = 3}));
  x = conv2d(x, {.filters = 3, .name = "conv2d_1"});
  x = conv2d(x, {.filters = 3}); // "conv2d_1" is taken.
  model.output(x);
  Model moved = std::move(model);
  ASSERT_TRUE(moved.emit({.file = path, .emit = "nn"}));
  std::string text = read(path);
  for (const char *name :
       {"@\"conv2d/kernel\"", "@\"batch_normalization/gamma\"",
        "@\"conv2d_1/kernel\"", "@\"conv2d_2/bias\""})
    EXPECT_NE(text.find(name), std::string::npos) << name;
  // A description may be compiled again, and the folder may be missing.
  EXPECT_TRUE(moved.emit({.file = path, .emit = "kernel", .fuse = "none"}));
  std::string errors = getErrors([&] {
    EXPECT_FALSE(moved.emit({.file = path + "/none/x", .emit = "nn"}));
  });
  EXPECT_NE(errors.find("error: " + path), std::string::npos);
}
