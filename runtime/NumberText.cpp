//===- NumberText.cpp - Numbers for people --------------------------------===//

#include "runtime/NumberText.h"

#include <cmath>
#include <cstdio>

namespace anabranch::runtime {

std::string formatNumber(const char *format, double value) {
  if (std::isnan(value))
    return "nan";
  char text[400]; // the largest number has 309 digits before the point
  std::snprintf(text, sizeof text, format, value);
  return text;
}

} // namespace anabranch::runtime
