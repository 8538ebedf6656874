//===- RandomExamples.cpp - Data that bench runs on -----------------------===//

#include "runtime/Bench/RandomExamples.h"
#include "runtime/Random.h"
#include "runtime/Tensor.h"

#include <vector>

namespace anabranch::runtime {

static Column randomColumn(const AnabranchTensor &tensor, int64_t count,
                           RandomStream stream) {
  NumpyArray array;
  array.shape = shapeOf(tensor);
  array.shape.insert(array.shape.begin(), count);
  array.bytes.resize(elementCount(array.shape) * sizeof(float));
  auto *values = reinterpret_cast<float *>(array.bytes.data());
  for (int64_t i = 0; i < array.size(); ++i)
    values[i] = float(stream.uniform());
  return inputColumn(tensor, std::move(array), tensor.name);
}

Examples randomExamples(const AnabranchModel &model, int64_t count) {
  RandomStream stream(RandomStream::derive(0, "bench"));
  Examples examples;
  examples.count = count;
  for (int64_t i = 0; i < model.predict->input_count; ++i)
    examples.inputs.push_back(randomColumn(model.predict->inputs[i], count,
                                           RandomStream(stream.bits())));
  if (!model.train)
    return examples;
  for (int64_t i = 0; i < model.target_count; ++i) {
    if (model.targets[i].kind == ANABRANCH_TARGET_VALUES) {
      examples.targets.push_back(randomColumn(model.train->targets[i], count,
                                              RandomStream(stream.bits())));
      continue;
    }
    const AnabranchTensor &target = model.train->targets[i];
    bool isOneHot = model.targets[i].kind == ANABRANCH_TARGET_ONE_HOT;
    std::vector<int32_t> labels(count * (isOneHot ? 1 : elementCount(target)));
    for (int32_t &label : labels)
      label = int32_t(stream.below(classCount(model, i)));
    examples.targets.push_back(classColumn(model, i, labels));
  }
  return examples;
}

} // namespace anabranch::runtime
