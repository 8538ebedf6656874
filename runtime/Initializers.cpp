//===- Initializers.cpp - The parameters' first values --------------------===//

#include "runtime/Initializers.h"
#include "runtime/ParallelFor.h"
#include "runtime/Random.h"
#include "runtime/Tensor.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace anabranch::runtime {

static double drawValue(const AnabranchParameter &parameter,
                        RandomStream stream) {
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

static void storeValue(AnabranchElementType type, char *place, double value) {
  if (type == ANABRANCH_F64) {
    std::memcpy(place, &value, 8);
  } else if (type == ANABRANCH_F32) {
    float narrow = float(value);
    std::memcpy(place, &narrow, 4);
  } else {
    int32_t integer = int32_t(value);
    std::memcpy(place, &integer, 4);
  }
}

void initializeParameters(const Executor &executor, uint64_t seed) {
  const AnabranchModel &model = executor.model();
  for (int64_t i = 0; i < model.parameter_count; ++i) {
    const AnabranchParameter &parameter = model.parameters[i];
    char *place = executor.address(parameter);
    if (parameter.data) {
      std::memcpy(place, parameter.data, byteCount(parameter));
      continue;
    }
    uint64_t key = RandomStream::derive(seed, parameter.name);
    int64_t size = elementSize(parameter.element_type);
    int64_t count = byteCount(parameter) / size;
    constexpr int64_t chunk = 4096;
    parallelFor((count + chunk - 1) / chunk, [&](int64_t index) {
      int64_t end = std::min(count, (index + 1) * chunk);
      for (int64_t element = index * chunk; element < end; ++element) {
        // A stream of its own, since an element may draw any number of times.
        RandomStream stream(RandomStream::derive(key, uint64_t(element)));
        storeValue(parameter.element_type, place + element * size,
                   drawValue(parameter, stream));
      }
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
