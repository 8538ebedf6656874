//===- PredictionLines.cpp - What predict prints of examples --------------===//

#include "runtime/PredictionLines.h"
#include "runtime/Error.h"
#include "runtime/InputFile.h"

#include <algorithm>
#include <cstdio>
#include <sstream>

namespace anabranch::runtime {

std::vector<std::string> readClasses(const std::string &path,
                                     const std::vector<Output> &outputs) {
  std::vector<std::string> names;
  if (path.empty())
    return names;
  std::vector<char> content = InputFile(path).readAll();
  std::istringstream lines(std::string(content.begin(), content.end()));
  for (std::string line; std::getline(lines, line);) {
    line.erase(line.find_last_not_of(" \t\r") + 1);
    if (!line.empty())
      names.push_back(line);
  }
  if (std::none_of(outputs.begin(), outputs.end(), [&](const Output &output) {
        return output.elements == int64_t(names.size());
      }))
    throw Error(path,
                "names " + std::to_string(names.size()) +
                    " classes, but the model has " +
                    std::to_string(outputs.front().elements),
                "write one name a line");
  return names;
}

/// `class 3 (0.9312)`, or the first values if there are no classes.
static std::string describeExample(const Output &output, int64_t example,
                                   const std::vector<std::string> &names) {
  int64_t count = output.elements, first = example * count;
  auto value = [&](int64_t i) { return output.predictions.number(first + i); };
  char text[64];
  if (output.isClass) {
    int64_t best = 0;
    for (int64_t i = 1; i < count; ++i)
      if (value(i) > value(best))
        best = i;
    std::snprintf(text, sizeof text, " (%.4f)", value(best));
    bool isNamed = int64_t(names.size()) == count;
    return (isNamed ? names[best] : "class " + std::to_string(best)) + text;
  }
  constexpr int64_t shown = 8;
  std::string line;
  for (int64_t i = 0; i < std::min(count, shown); ++i) {
    std::snprintf(text, sizeof text, "%s%.6g", i ? " " : "", value(i));
    line += text;
  }
  return count > shown ? line + " ..." : line;
}

void printExample(const std::string &label, const std::vector<Output> &outputs,
                  int64_t example, const std::vector<std::string> &names) {
  std::string line = label + ": ";
  for (const Output &output : outputs) {
    if (outputs.size() > 1)
      line += (&output == &outputs.front() ? "" : "  ") + output.name + " ";
    line += describeExample(output, example, names);
  }
  std::puts(line.c_str());
}

} // namespace anabranch::runtime
