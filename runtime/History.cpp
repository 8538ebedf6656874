//===- History.cpp - The course of a training run -------------------------===//

#include "runtime/History.h"
#include "runtime/AtomicFile.h"

#include <limits>
#include <nlohmann/json.hpp>

namespace anabranch::runtime {

using Json = nlohmann::ordered_json;

namespace {
struct Field {
  const char *key;
  std::vector<double> History::*values;
  bool isOptional;
};
} // namespace

static const Field fields[] = {
    {"step_loss", &History::stepLoss, false},
    {"loss", &History::loss, false},
    {"accuracy", &History::accuracy, true},
    {"val_loss", &History::validationLoss, true},
    {"val_accuracy", &History::validationAccuracy, true},
    {"seconds", &History::seconds, false},
};

Json toJson(const History &history) {
  Json json = Json::object();
  for (const Field &field : fields)
    if (!field.isOptional || !(history.*field.values).empty())
      json[field.key] = history.*field.values;
  return json;
}

History historyFromJson(const Json &json) {
  History history;
  for (const Field &field : fields)
    if (json.contains(field.key))
      for (const Json &value : json.at(field.key))
        (history.*field.values)
            .push_back(value.is_null()
                           ? std::numeric_limits<double>::quiet_NaN()
                           : value.get<double>());
  return history;
}

void writeHistory(const std::string &path, const History &history,
                  const std::string &dataDescription) {
  Json json = toJson(history);
  json["data"] = dataDescription;
  AtomicFile file(path);
  file.write(json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
  file.commit();
}

} // namespace anabranch::runtime
