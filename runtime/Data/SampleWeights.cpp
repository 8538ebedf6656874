//===- SampleWeights.cpp - What each example counts in the loss -----------===//

#include "runtime/Data/SampleWeights.h"
#include "runtime/Error.h"
#include "runtime/Tensor.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

namespace anabranch::runtime {

static constexpr const char *optionName = "--class-weights";

ClassWeights parseClassWeights(const std::string &text) {
  ClassWeights weights;
  const char *place = text.data(), *end = place + text.size();
  auto fail = [&] {
    throw Error(optionName, "cannot read '" + text + "'",
                "give classes with their weights, such as 0:1,1:2.5");
  };
  auto read = [&](auto &number) {
    auto [rest, error] = std::from_chars(place, end, number);
    if (error != std::errc())
      fail();
    place = rest;
  };
  auto skip = [&](char separator) {
    if (place == end || *place != separator)
      fail();
    ++place;
  };
  while (true) {
    int64_t label = 0;
    double weight = 0;
    read(label);
    skip(':');
    read(weight);
    if (label < 0 || !std::isfinite(weight) ||
        !weights.emplace(label, weight).second)
      fail();
    if (place == end)
      return weights;
    skip(',');
  }
}

/// The weights of `count` examples.
static Column makeColumn(const AnabranchModel &model, int64_t count) {
  Column column;
  column.type = model.evaluate->sample_weight->element_type;
  column.elements = 1;
  column.bytes.resize(count * elementSize(column.type));
  return column;
}

/// The class of an example: see `classWeightColumn`.
static int64_t classOf(const Column &target, int64_t index) {
  if (target.encoding == Column::Encoding::ClassIndex ||
      target.type == ANABRANCH_I32) {
    int32_t label;
    std::memcpy(&label, target.bytes.data() + index * sizeof label,
                sizeof label);
    return label;
  }
  int64_t first = index * target.elements, largest = 0;
  auto element = [&](int64_t i) {
    return loadElement(target.type, target.bytes.data(), first + i);
  };
  if (target.elements == 1)
    return std::lround(element(0));
  for (int64_t i = 1; i < target.elements; ++i)
    if (element(i) > element(largest))
      largest = i;
  return largest;
}

Column classWeightColumn(const AnabranchModel &model, const Examples &examples,
                         const ClassWeights &weights) {
  if (!examples.weights.bytes.empty())
    throw Error(optionName, "cannot be given with data that has sample_weights",
                "leave one of the two out");
  if (model.target_count != 1)
    throw Error(optionName,
                "needs classes of one kind, but the model has " +
                    std::to_string(model.target_count) + " targets",
                "save the array sample_weights with the data");
  const Column &target = examples.targets.front();
  if (model.targets[0].kind != ANABRANCH_TARGET_ONE_HOT && target.elements != 1)
    throw Error(optionName,
                std::string("needs classes, but the loss ") +
                    model.targets[0].loss + " has " +
                    std::to_string(target.elements) + " values an example",
                "save the array sample_weights with the data");
  int64_t classes = std::max<int64_t>(classCount(model, 0), 2);
  if (weights.rbegin()->first >= classes)
    throw Error(optionName,
                "names class " + std::to_string(weights.rbegin()->first) +
                    ", but the model's are 0 to " + std::to_string(classes - 1),
                "correct the classes");
  Column column = makeColumn(model, examples.count);
  for (int64_t i = 0; i < examples.count; ++i) {
    auto weight = weights.find(classOf(target, i));
    storeElement(column.type, column.bytes.data(), i,
                 weight == weights.end() ? 1 : weight->second);
  }
  return column;
}

Column sampleWeightColumn(const AnabranchModel &model, const NumpyArray &array,
                          const std::string &subject) {
  const std::vector<int64_t> &shape = array.shape;
  if (shape.size() != 1 && !(shape.size() == 2 && shape[1] == 1))
    throw Error(subject, "has the shape " + formatShape(shape),
                "save one weight an example");
  Column column = makeColumn(model, shape[0]);
  for (int64_t i = 0; i < shape[0]; ++i) {
    double weight = array.number(i);
    if (!std::isfinite(weight))
      throw Error(subject, "weight " + std::to_string(i) + " is not finite",
                  "correct the weights");
    storeElement(column.type, column.bytes.data(), i, weight);
  }
  return column;
}

} // namespace anabranch::runtime
