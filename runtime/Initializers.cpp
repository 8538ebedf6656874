//===- Initializers.cpp - The parameters' first values --------------------===//

#include "runtime/Initializers.h"
#include "runtime/ParallelFor.h"
#include "runtime/Random.h"
#include "runtime/Tensor.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace anabranch::runtime {

static double drawValue(const AnabranchParameter &parameter, uint64_t key,
                        int64_t element) {
  // Most are: each optimizer has one or two for every weight.
  if (parameter.initializer == ANABRANCH_CONSTANT)
    return parameter.a;
  // A stream of its own, since an element may draw any number of times.
  RandomStream stream(RandomStream::derive(key, uint64_t(element)));
  switch (parameter.initializer) {
  case ANABRANCH_UNIFORM:
    return parameter.a + (parameter.b - parameter.a) * stream.uniform();
  case ANABRANCH_NORMAL:
    return parameter.a + parameter.b * stream.normal();
  case ANABRANCH_TRUNCATED_NORMAL:
    for (;;) {
      double value = stream.normal();
      if (std::abs(value) <= 2)
        return parameter.a + parameter.b * value;
    }
  case ANABRANCH_CONSTANT:
  case ANABRANCH_DATA:
    break;
  }
  return parameter.a;
}

void initializeParameters(Executor &executor, uint64_t seed) {
  const AnabranchModel &model = executor.model();
  for (int64_t i = 0; i < model.parameter_count; ++i) {
    const AnabranchParameter &parameter = model.parameters[i];
    char *place = executor.change(parameter);
    if (parameter.data) {
      std::memcpy(place, parameter.data, byteCount(parameter));
      continue;
    }
    uint64_t key = RandomStream::derive(seed, parameter.name);
    int64_t count = elementCount(shapeOf(parameter));
    constexpr int64_t chunk = 4096;
    parallelFor((count + chunk - 1) / chunk, [&](int64_t index) {
      int64_t end = std::min(count, (index + 1) * chunk);
      for (int64_t element = index * chunk; element < end; ++element)
        storeElement(parameter.element_type, place, element,
                     drawValue(parameter, key, element));
    });
  }
}

bool hasTrainedParameters(const AnabranchModel &model) {
  return std::any_of(model.parameters, model.parameters + model.parameter_count,
                     [](const AnabranchParameter &parameter) {
                       return parameter.kind != ANABRANCH_OPTIMIZER_SLOT &&
                              parameter.data;
                     });
}

} // namespace anabranch::runtime
