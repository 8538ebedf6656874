//===- KerasJsonFuzzer.cpp - Models as model.to_json() writes them --------===//

#include "compiler/Import/Layers.h"
#include "test/Fuzz/ImportCheck.h"
#include "test/Fuzz/MemoryFile.h"

#include <random>

using namespace anabranch;
using import::Json;

extern "C" size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t maximum);

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  fuzz::checkImport(fuzz::MemoryFile::write(data, size));
  return 0;
}

namespace {
/// Changes values of a model and leaves it JSON; changed bytes alone would
/// mostly show that the parser is sound.
class JsonMutator {
public:
  JsonMutator(Json &model, unsigned seed) : model(model), numbers(seed) {}

  /// Changes something. What comes from elsewhere comes from `other`.
  void mutate(Json &other);

private:
  size_t draw(size_t count) { return numbers() % count; }
  Json &choose(Json &root);
  Json makeValue();
  void change(Json &value);

  Json &model;
  std::minstd_rand numbers;
};
} // namespace

static void collect(Json &value, std::vector<Json *> &all) {
  all.push_back(&value);
  if (value.is_structured())
    for (Json &element : value)
      collect(element, all);
}

Json &JsonMutator::choose(Json &root) {
  std::vector<Json *> all;
  collect(root, all);
  return *all[draw(all.size())];
}

/// Values at the limits of something, and all names of layers.
Json JsonMutator::makeValue() {
  static const std::vector<Json> values = [] {
    std::vector<Json> list = {nullptr,
                              true,
                              false,
                              0,
                              1,
                              2,
                              3,
                              -1,
                              INT32_MAX,
                              1e9,
                              1e-9,
                              0.5,
                              -0.5,
                              INT64_MAX,
                              INT64_MIN,
                              1e308,
                              UINT64_MAX,
                              "",
                              "same",
                              "valid",
                              "x",
                              "é\x1f",
                              "relu",
                              "softmax",
                              "he_normal",
                              "L1L2",
                              "linear",
                              "ones",
                              "bilinear",
                              Json::array(),
                              Json::object(),
                              {1, 2},
                              {nullptr, 4, 4, 2},
                              {{1, 2}, {3, 4}}};
    for (const auto &entry : import::getLayerRegistry())
      list.emplace_back(entry.getKey().str());
    return list;
  }();
  return values[draw(values.size())];
}

void JsonMutator::change(Json &value) {
  if (value.is_number_integer() && draw(2) == 0) {
    // By one up or down; unsigned, so that it wraps.
    value = static_cast<int64_t>(value.get<uint64_t>() + draw(3) - 1);
    return;
  }
  value = makeValue();
}

void JsonMutator::mutate(Json &other) {
  Json &value = choose(model);
  Json copy = choose(other);
  switch (draw(6)) {
  case 0:
    value = std::move(copy);
    break;
  case 1:
    if (value.is_structured() && !value.empty()) {
      auto element = value.begin();
      std::advance(element, draw(value.size()));
      value.erase(element);
      break;
    }
    change(value);
    break;
  case 2:
    if (value.is_array()) {
      value.push_back(draw(2) == 0 ? makeValue() : std::move(copy));
      break;
    }
    change(value);
    break;
  case 3:
    if (value.is_object() && copy.is_object()) {
      value.update(copy);
      break;
    }
    change(value);
    break;
  default:
    change(value);
  }
}

/// Writes `model` to `data` if it fits.
static size_t write(const Json &model, uint8_t *data, size_t maximum) {
  std::string text = model.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (text.size() > maximum)
    return 0;
  std::copy(text.begin(), text.end(), data);
  return text.size();
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size,
                                          size_t maximum, unsigned seed) {
  Json model = Json::parse(data, data + size, nullptr, false);
  size_t written = 0;
  if (!model.is_discarded() && seed % 16 != 0) {
    JsonMutator mutator(model, seed);
    for (unsigned i = 0; i <= seed % 3; ++i) {
      Json other = model;
      mutator.mutate(other);
    }
    written = write(model, data, maximum);
  }
  return written != 0 ? written : LLVMFuzzerMutate(data, size, maximum);
}

extern "C" size_t LLVMFuzzerCustomCrossOver(const uint8_t *data, size_t size,
                                            const uint8_t *otherData,
                                            size_t otherSize, uint8_t *result,
                                            size_t maximum, unsigned seed) {
  Json model = Json::parse(data, data + size, nullptr, false);
  Json other = Json::parse(otherData, otherData + otherSize, nullptr, false);
  if (model.is_discarded() || other.is_discarded())
    return 0;
  JsonMutator(model, seed).mutate(other);
  return write(model, result, maximum);
}
