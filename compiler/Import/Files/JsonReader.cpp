//===- JsonReader.cpp - Reading JSON that may be wrong --------------------===//

#include "compiler/Import/Files/JsonReader.h"

#include "mlir/IR/BuiltinAttributes.h"

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Diagnostics.h"

#include <cmath>

using namespace mlir;
using namespace anabranch::import;

//===----------------------------------------------------------------------===//
// Reporter
//===----------------------------------------------------------------------===//

Reporter::Reporter(MLIRContext &context, StringRef file)
    : file(file), fileLocation(FileLineColLoc::get(&context, file, 1, 1)) {}

/// Whatever the file holds, a message stays on one line.
static std::string toLine(const Twine &text) {
  std::string line = text.str();
  for (char &c : line)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      c = ' ';
  return line;
}

/// The file, and the line if it is a program that describes the layer.
static std::string describePlace(StringRef file, Location location) {
  auto place = location->findInstanceOf<FileLineColLoc>();
  if (!place || place.getFilename() == file)
    return file.str();
  return (place.getFilename().getValue() + ":" + Twine(place.getLine())).str();
}

LogicalResult Reporter::error(Location location, const Twine &message) {
  if (!hasFailed)
    emitError(location) << toLine(describePlace(file, location) + ": " +
                                  message);
  hasFailed = true;
  return failure();
}

void Reporter::warning(Location location, const Twine &message) {
  if (!hasFailed)
    emitWarning(location) << toLine(describePlace(file, location) + ": " +
                                    message);
}

Location Reporter::getLayerLocation(StringRef name, unsigned line,
                                    unsigned column) {
  MLIRContext *context = fileLocation.getContext();
  return NameLoc::get(StringAttr::get(context, name),
                      FileLineColLoc::get(context, file, line, column));
}

static std::string dump(const Json &value) {
  return value.dump(-1, ' ', /*ensure_ascii=*/true,
                    Json::error_handler_t::replace);
}

std::string anabranch::import::quote(StringRef text) {
  return describe(Json(text.str()));
}

std::string anabranch::import::describe(const Json &value) {
  constexpr size_t longest = 80;
  std::string text = dump(value);
  return text.size() <= longest ? text : text.substr(0, longest - 3) + "...";
}

//===----------------------------------------------------------------------===//
// JsonObject
//===----------------------------------------------------------------------===//

JsonObject::JsonObject(Reporter &reporter, Location location, std::string owner,
                       const Json &value, StringRef noun)
    : reporter(reporter), location(location), owner(std::move(owner)),
      noun(noun), value(value) {
  if (!value.is_object())
    (void)error("must be a JSON object, but is " + describe(value));
}

LogicalResult JsonObject::error(const Twine &message) {
  return reporter.error(location, owner + ": " + message);
}

void JsonObject::warning(const Twine &message) {
  reporter.warning(location, owner + ": " + message);
}

void JsonObject::typeError(StringRef key, const Twine &wanted,
                           const Json *member) {
  std::string prefix = noun + " " + quote(key);
  if (member)
    (void)error(prefix + " must be " + wanted + ", but is " +
                describe(*member));
  else
    (void)error(prefix + " is missing; it must be " + wanted);
}

const Json *JsonObject::find(StringRef key) {
  used.insert(key);
  if (!value.is_object())
    return nullptr;
  auto member = value.find(key.str());
  return member == value.end() || member->is_null() ? nullptr : &*member;
}

bool JsonObject::isNull(StringRef key) const {
  auto member = value.is_object() ? value.find(key.str()) : value.end();
  return member != value.end() && member->is_null();
}

const Json &JsonObject::getObject(StringRef key) {
  static const Json empty = Json::object();
  const Json *member = find(key);
  if (member && member->is_object())
    return *member;
  typeError(key, "an object", member);
  return empty;
}

const Json &JsonObject::getArray(StringRef key) {
  static const Json empty = Json::array();
  const Json *member = find(key);
  if (member && member->is_array())
    return *member;
  typeError(key, "a list", member);
  return empty;
}

bool JsonObject::getBool(StringRef key, std::optional<bool> fallback) {
  const Json *member = find(key);
  if (member ? member->is_boolean() : fallback.has_value())
    return member ? member->get<bool>() : *fallback;
  typeError(key, "true or false", member);
  return false;
}

/// The value if it is a whole number from `minimum` to 2^31 - 1.
static std::optional<int64_t> toInteger(const Json &value, int64_t minimum) {
  constexpr int64_t maximum = std::numeric_limits<int32_t>::max();
  if (!value.is_number_integer())
    return std::nullopt;
  if (value.is_number_unsigned() && value.get<uint64_t>() > maximum)
    return std::nullopt;
  int64_t number = value.get<int64_t>();
  if (number < minimum || number > maximum)
    return std::nullopt;
  return number;
}

int64_t JsonObject::getInteger(StringRef key, std::optional<int64_t> fallback,
                               int64_t minimum) {
  const Json *member = find(key);
  std::optional<int64_t> number =
      member ? toInteger(*member, minimum) : fallback;
  if (number)
    return *number;
  typeError(key, "a whole number from " + Twine(minimum) + " to 2147483647",
            member);
  return minimum;
}

double JsonObject::getNumber(StringRef key, std::optional<double> fallback,
                             double minimum) {
  const Json *member = find(key);
  if (!member && fallback)
    return *fallback;
  if (member && member->is_number()) {
    double number = member->get<double>();
    if (std::isfinite(number) && number >= minimum)
      return number;
  }
  std::string wanted = "a number";
  if (std::isfinite(minimum))
    wanted += " of at least " + dump(Json(minimum));
  typeError(key, wanted, member);
  return std::isfinite(minimum) ? minimum : 0;
}

std::string JsonObject::getString(StringRef key,
                                  std::optional<StringRef> fallback) {
  const Json *member = find(key);
  if (!member && fallback)
    return fallback->str();
  if (member && member->is_string())
    return member->get<std::string>();
  typeError(key, "a string", member);
  return {};
}

std::array<int64_t, 2> JsonObject::getPair(StringRef key,
                                           std::optional<int64_t> fallback) {
  const Json *member = find(key);
  if (!member && fallback)
    return {*fallback, *fallback};
  if (member) {
    bool isList =
        member->is_array() && (member->size() == 1 || member->size() == 2);
    auto first = toInteger(isList ? member->front() : *member, 1);
    auto second = toInteger(isList ? member->back() : *member, 1);
    if (first && second)
      return {*first, *second};
  }
  typeError(key, "one or two positive whole numbers", member);
  return {1, 1};
}

SmallVector<int64_t> JsonObject::getShape(StringRef key) {
  SmallVector<int64_t> shape;
  const Json *member = find(key);
  bool isShape = member && member->is_array();
  if (isShape) {
    for (const Json &size : *member) {
      std::optional<int64_t> number = toInteger(size, 1);
      isShape &= size.is_null() || number.has_value();
      shape.push_back(number.value_or(ShapedType::kDynamic));
    }
  }
  if (isShape)
    return shape;
  typeError(key, "a shape: positive whole numbers, and null for the batch",
            member);
  return {};
}

void JsonObject::ignore(ArrayRef<StringRef> keys) {
  for (StringRef key : keys)
    used.insert(key);
}

void JsonObject::expect(StringRef key, ArrayRef<Json> harmless,
                        StringRef advice) {
  const Json *member = find(key);
  if (member && !llvm::is_contained(harmless, *member))
    (void)error(noun + " " + quote(key) + " is " + describe(*member) +
                ", which is not supported: " + advice);
}

LogicalResult JsonObject::finish() {
  if (failed() || !value.is_object())
    return failure();
  for (const auto &[key, member] : value.items())
    if (!used.contains(key) && !member.is_null())
      return error(noun + " " + quote(key) + " is not supported (it is " +
                   describe(member) + "): leave it out");
  return success();
}
