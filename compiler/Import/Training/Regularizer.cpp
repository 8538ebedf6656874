//===- Regularizer.cpp - keras.regularizers -------------------------------===//

#include "compiler/Import/Layers.h"
#include "compiler/Import/Training/CompileConfig.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::import;

nn::RegularizerAttr anabranch::import::readRegularizer(JsonObject &arguments,
                                                       StringRef key) {
  const Json *value = arguments.find(key);
  if (!value)
    return {};
  auto [name, config] = readNamed(arguments, *value);
  if (arguments.failed())
    return {};
  JsonObject reader(arguments.getReporter(), arguments.getLocation(),
                    arguments.getOwner() + ": " + key.str(), *config);
  std::string kind = normalizeName(name);
  // What a name alone stands for, and what a class does not give.
  double l1 = 0, l2 = 0;
  bool isNameAlone = value->is_string();
  if (kind == "l1") {
    l1 = reader.getNumber("l1", 0.01, 0);
  } else if (kind == "l2") {
    l2 = reader.getNumber("l2", 0.01, 0);
  } else if (kind == "l1l2") {
    double fallback = isNameAlone ? 0.01 : 0;
    l1 = reader.getNumber("l1", fallback, 0);
    l2 = reader.getNumber("l2", fallback, 0);
  } else {
    (void)reader.error("regularizer " + quote(name) +
                       " is not supported: use L1, L2 or L1L2");
    return {};
  }
  if (failed(reader.finish()) || (l1 == 0 && l2 == 0))
    return {};
  return nn::RegularizerAttr::get(arguments.getLocation().getContext(),
                                  APFloat(l1), APFloat(l2));
}

void anabranch::import::regularizeActivity(LayerCall &call, Value output,
                                           nn::RegularizerAttr regularizer) {
  nn::ActivityRegularizationOp::create(
      call.builder, output,
      call.builder.getF64FloatAttr(regularizer.getL1().convertToDouble()),
      call.builder.getF64FloatAttr(regularizer.getL2().convertToDouble()));
}

/// Its input, which adds to the loss.
static Value buildActivityRegularization(LayerCall &call) {
  Value input = call.getInput();
  double l1 = call.arguments.getNumber("l1", 0, 0);
  double l2 = call.arguments.getNumber("l2", 0, 0);
  if (!input || call.arguments.failed())
    return {};
  if (l1 != 0 || l2 != 0)
    regularizeActivity(call, input,
                       nn::RegularizerAttr::get(call.builder.getContext(),
                                                APFloat(l1), APFloat(l2)));
  return input;
}

void anabranch::import::registerRegularization(LayerRegistry &registry) {
  registry["ActivityRegularization"] = buildActivityRegularization;
}
