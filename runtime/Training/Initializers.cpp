//===- Initializers.cpp - The parameters' first values --------------------===//

#include "runtime/Training/Initializers.h"
#include "runtime/ParallelFor.h"
#include "runtime/Random.h"
#include "runtime/Tensor.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace anabranch::runtime {

/// Calls `draw` with a stream for each of the elements [begin, end): of its
/// own, since an element may draw any number of times.
template <typename Draw>
static void drawEach(uint64_t key, int64_t begin, int64_t end, double *values,
                     Draw draw) {
  for (int64_t element = begin; element < end; ++element)
    *values++ =
        draw(RandomStream(RandomStream::derive(key, uint64_t(element))));
}

/// Keras's usual initializers are uniform, so a network's first step waits for
/// millions of these: eight at a time where the CPU can multiply them so. The
/// bits are the same, as every operation is rounded exactly.
__attribute__((target_clones("default", "arch=x86-64-v4"))) static void
drawUniform(uint64_t key, int64_t begin, int64_t end, double a, double b,
            double *values) {
#pragma omp simd
  for (int64_t element = begin; element < end; ++element) {
    RandomStream stream(RandomStream::derive(key, uint64_t(element)));
    values[element - begin] = a + (b - a) * stream.uniform();
  }
}

/// Draws the elements [begin, end) of a parameter.
static void drawValues(const AnabranchParameter &parameter, uint64_t key,
                       int64_t begin, int64_t end, double *values) {
  double a = parameter.a, b = parameter.b;
  switch (parameter.initializer) {
  case ANABRANCH_UNIFORM:
    return drawUniform(key, begin, end, a, b, values);
  case ANABRANCH_NORMAL:
    return drawEach(key, begin, end, values, [=](RandomStream stream) {
      return a + b * stream.normal();
    });
  case ANABRANCH_TRUNCATED_NORMAL:
    return drawEach(key, begin, end, values, [=](RandomStream stream) {
      for (;;) {
        double value = stream.normal();
        if (std::abs(value) <= 2)
          return a + b * value;
      }
    });
  case ANABRANCH_CONSTANT:
  case ANABRANCH_DATA:
    std::fill(values, values + (end - begin), a);
  }
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
    constexpr int64_t chunk = 2048;
    parallelFor((count + chunk - 1) / chunk, [&](int64_t index) {
      int64_t begin = index * chunk, end = std::min(count, begin + chunk);
      std::array<double, chunk> values;
      drawValues(parameter, key, begin, end, values.data());
      storeElements(parameter.element_type, place, begin, values.data(),
                    end - begin);
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
