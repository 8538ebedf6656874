//===- PredictionLines.cpp - What predict prints of examples --------------===//

#include "runtime/Prediction/PredictionLines.h"
#include "runtime/Data/ClassFolders.h"
#include "runtime/Error.h"
#include "runtime/Files/InputFile.h"
#include "runtime/NumberText.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <sstream>

namespace anabranch::runtime {

/// The lines of a file, or the names of class folders.
static std::vector<std::string> readNames(const std::string &path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored))
    return readClassNames(findPictureFolders(path).train);
  std::vector<std::string> names;
  std::vector<char> content = InputFile(path).readAll();
  std::istringstream lines(std::string(content.begin(), content.end()));
  for (std::string line; std::getline(lines, line);) {
    line.erase(line.find_last_not_of(" \t\r") + 1);
    if (!line.empty())
      names.push_back(line);
  }
  return names;
}

/// An output of one number may be the probability of the second of two.
static int64_t classesOf(const Output &output) {
  return output.elements == 1 ? 2 : output.elements;
}

std::vector<std::string> readClasses(const std::string &path,
                                     const std::vector<Output> &outputs) {
  if (path.empty())
    return {};
  std::vector<std::string> names = readNames(path);
  if (std::none_of(outputs.begin(), outputs.end(), [&](const Output &output) {
        return classesOf(output) == int64_t(names.size());
      }))
    throw Error(path,
                "names " + std::to_string(names.size()) +
                    " classes, but the model has " +
                    std::to_string(classesOf(outputs.front())),
                "write one name a line, or name the directory of the class "
                "folders");
  return names;
}

static double valueOf(const Output &output, int64_t example, int64_t i) {
  return output.predictions.number(example * output.elements + i);
}

/// `class 3 (0.9312)`, or `no class (nan)` where no value is the largest. One
/// number tells the second of two as Keras's binary accuracy counts it.
static std::string describeClass(const Output &output, int64_t example,
                                 const std::vector<std::string> &names) {
  int64_t best = 0;
  for (int64_t i = 0; i < output.elements; ++i) {
    if (std::isnan(valueOf(output, example, i)))
      return "no class (nan)";
    if (valueOf(output, example, i) > valueOf(output, example, best))
      best = i;
  }
  double value = valueOf(output, example, best);
  int64_t found = output.elements == 1 ? int64_t(value > 0.5) : best;
  bool isNamed = int64_t(names.size()) == classesOf(output);
  return (isNamed ? names[found] : "class " + std::to_string(found)) +
         formatNumber(" (%.4f)", value);
}

/// The class, or the first values if there are no classes.
static std::string describeExample(const Output &output, int64_t example,
                                   const std::vector<std::string> &names) {
  if (output.isClass || (output.elements == 1 && names.size() == 2))
    return describeClass(output, example, names);
  constexpr int64_t shown = 8;
  std::string line;
  for (int64_t i = 0; i < std::min(output.elements, shown); ++i)
    line += (i ? " " : "") + formatNumber("%.6g", valueOf(output, example, i));
  return output.elements > shown ? line + " ..." : line;
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
