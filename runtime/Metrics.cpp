//===- Metrics.cpp - Loss and accuracy over many batches ------------------===//

#include "runtime/Metrics.h"

#include <cstdio>

namespace anabranch::runtime {

std::string formatMetrics(const Metrics &metrics, bool hasAccuracy,
                          const std::string &prefix) {
  char text[96];
  std::snprintf(text, sizeof text, "%sloss %.4f", prefix.c_str(),
                metrics.loss());
  std::string line = text;
  if (!hasAccuracy)
    return line;
  std::snprintf(text, sizeof text, "  %saccuracy %.4f", prefix.c_str(),
                metrics.accuracy());
  return line + text;
}

} // namespace anabranch::runtime
