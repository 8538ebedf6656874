//===- Model.cpp - Models described in C++ --------------------------------===//

#include "compiler/Functional/Description.h"

#include <CLI/CLI.hpp>

using namespace anabranch;
using namespace anabranch::functional;

std::vector<int64_t> Tensor::shape() const {
  return description ? description->getShape(*this) : std::vector<int64_t>();
}

Tensor Layer::operator()(const std::vector<Tensor> &inputs) const {
  return description->addCall(index, inputs);
}

Model::Model(const std::string &name)
    : description(std::make_unique<Description>(name)) {}
Model::Model(Model &&) noexcept = default;
Model &Model::operator=(Model &&) noexcept = default;
Model::~Model() = default;

Tensor Model::input(const std::vector<int64_t> &shape, const std::string &name,
                    SourceLine line) {
  return description->addInput(shape, name, line);
}

Layer Model::layer(const std::string &className, const Arguments &arguments,
                   const std::string &name, SourceLine line) {
  return description->addLayer(className, arguments, name, line);
}

void Model::output(Tensor tensor) { description->setOutput(tensor); }

void Model::compile(const Training &training) {
  description->setTraining(training);
}

bool Model::emit(const Output &output) const {
  CommandLine options;
  options.output = output.file;
  options.emit = output.emit;
  options.fuse = output.fuse;
  options.algorithm = output.algorithm;
  options.cpu = output.march;
  bool isDone = succeeded(description->emit(options, /*program=*/""));
  llvm::outs().flush();
  return isDone;
}

int Model::main(int argc, char **argv) const {
  CLI::App app("Compiles the model " + description->getName() +
               " to a native executable");
  CommandLine options;
  addOptions(app, options);
  return runCommandLine(app, argc, argv,
                        [&] { return description->emit(options, argv[0]); });
}
