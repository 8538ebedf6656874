//===- Summary.cpp - The command summary ----------------------------------===//

#include "runtime/Summary.h"
#include "runtime/Table.h"
#include "runtime/Tensor.h"

#include <cstdio>
#include <string>

namespace anabranch::runtime {

static std::string formatCount(int64_t count) {
  std::string digits = std::to_string(count);
  for (int64_t place = int64_t(digits.size()) - 3; place > 0; place -= 3)
    digits.insert(place, 1, ',');
  return digits;
}

static void printParameters(const AnabranchModel &model, const char *label,
                            AnabranchParameterKind kind) {
  int64_t elements = 0, bytes = 0;
  for (int64_t i = 0; i < model.parameter_count; ++i)
    if (model.parameters[i].kind == kind) {
      elements += elementCount(shapeOf(model.parameters[i]));
      bytes += byteCount(model.parameters[i]);
    }
  std::printf("%-22s %s (%.2f MiB)\n", label, formatCount(elements).c_str(),
              double(bytes) / (1 << 20));
}

static void printProgram(const char *label, const AnabranchProgram *program) {
  if (!program)
    return;
  std::printf("%-22s %lld launches, arena %.1f MiB + %.3f MiB an example\n",
              label, static_cast<long long>(program->launch_count),
              double(program->arena.fixed) / (1 << 20),
              double(program->arena.per_example) / (1 << 20));
}

/// The loss's name, or each with its output's.
static std::string describeLosses(const AnabranchModel &model) {
  std::string text;
  for (int64_t i = 0; i < model.target_count; ++i) {
    const AnabranchTarget &target = model.targets[i];
    text += text.empty() ? "" : ", ";
    if (model.predict->prediction_count > 1)
      text += model.predict->predictions[target.output].name + std::string(" ");
    text += target.loss;
  }
  return text.empty() ? "none" : text;
}

int runSummary(const AnabranchModel &model) {
  std::printf("Model %s\n\n", model.name);
  Table table({"layer", "type", "output shape", "parameters", "reads"},
              {false, false, false, true, false});
  for (int64_t i = 0; i < model.layer_count; ++i) {
    const AnabranchLayer &layer = model.layers[i];
    table.addRow({layer.name, layer.type, layer.output_shape,
                  formatCount(layer.parameter_count), layer.inputs});
  }
  table.print();
  std::puts("");
  printParameters(model, "trainable parameters", ANABRANCH_TRAINABLE);
  printParameters(model, "others", ANABRANCH_NON_TRAINABLE);
  printParameters(model, "optimizer slots", ANABRANCH_OPTIMIZER_SLOT);
  bool canTrain = model.train;
  std::printf("%-22s %s\n", "optimizer", canTrain ? model.optimizer : "none");
  std::printf("%-22s %s\n", "loss", describeLosses(model).c_str());
  std::printf("%-22s %s\n", "fusion", model.fusion);
  printProgram("train", model.train);
  printProgram("evaluate", model.evaluate);
  printProgram("predict", model.predict);
  return 0;
}

} // namespace anabranch::runtime
