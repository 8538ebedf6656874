//===- History.cpp - The course of a training run -------------------------===//

#include "runtime/Training/History.h"
#include "runtime/Files/AtomicFile.h"
#include "runtime/Training/FigureNames.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

namespace anabranch::runtime {

using Json = nlohmann::ordered_json;

void History::add(const std::string &name, double value) {
  auto list =
      std::find_if(epochs.begin(), epochs.end(),
                   [&](const auto &entry) { return entry.first == name; });
  if (list == epochs.end())
    list = epochs.insert(epochs.end(), {name, {}});
  list->second.push_back(value);
}

std::vector<double> History::values(const std::string &name) const {
  for (const auto &[key, values] : epochs)
    if (key == name)
      return values;
  return {};
}

Json toJson(const History &history) {
  Json json = Json::object();
  json[stepLossKey] = history.stepLoss;
  for (const auto &[name, values] : history.epochs)
    json[name] = values;
  return json;
}

double numberFromJson(const Json &json) {
  return json.is_null() ? std::numeric_limits<double>::quiet_NaN()
                        : json.get<double>();
}

History historyFromJson(const Json &json) {
  History history;
  for (const auto &[name, values] : json.items())
    for (const Json &value : values) {
      if (name == stepLossKey)
        history.stepLoss.push_back(numberFromJson(value));
      else
        history.add(name, numberFromJson(value));
    }
  return history;
}

void writeHistory(const std::string &path, const History &history,
                  const std::string &dataDescription) {
  Json json = toJson(history);
  json[dataKey] = dataDescription;
  AtomicFile file(path);
  file.write(json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
  file.commit();
}

} // namespace anabranch::runtime
