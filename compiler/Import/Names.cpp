//===- Names.cpp - Names in Keras's files ---------------------------------===//

#include "compiler/Import/Names.h"

#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace anabranch::import;

std::string anabranch::import::normalizeName(StringRef name) {
  std::string result;
  for (char c : name)
    if (c != '_')
      result += llvm::toLower(c);
  return result;
}

std::string anabranch::import::toSnakeCase(StringRef name) {
  auto isUpper = [](char c) { return c >= 'A' && c <= 'Z'; };
  auto isLower = [](char c) { return c >= 'a' && c <= 'z'; };
  std::string result;
  for (size_t i = 0; i < name.size(); ++i) {
    bool startsWord =
        i > 0 && isUpper(name[i]) &&
        ((i + 1 < name.size() && isLower(name[i + 1])) || isLower(name[i - 1]));
    if (startsWord)
      result += '_';
    result += llvm::toLower(name[i]);
  }
  return result;
}

std::string anabranch::import::joinNames(ArrayRef<StringRef> names) {
  assert(names.size() > 1);
  return llvm::join(names.drop_back(), ", ") + " or " + names.back().str();
}

const Json *anabranch::import::findConfig(const Json &value,
                                          StringRef className) {
  if (!value.is_object() ||
      value.value("class_name", Json()) != className.str())
    return nullptr;
  auto config = value.find("config");
  return config == value.end() ? nullptr : &*config;
}

const Json *anabranch::import::unwrapArray(const Json *value) {
  for (StringRef name : {"__numpy__", "__tensor__"})
    if (const Json *config = findConfig(*value, name))
      if (config->is_object() && config->contains("value"))
        return &(*config)["value"];
  return value;
}

bool anabranch::import::isFunction(const Json &value) {
  const Json *config = findConfig(value, "function");
  return config && config->is_string();
}

NamedConfig anabranch::import::readNamed(JsonObject &owner, const Json &value) {
  static const Json noConfig = Json::object();
  if (value.is_string())
    return {value.get<std::string>(), &noConfig};
  if (isFunction(value))
    return {value["config"].get<std::string>(), &noConfig};
  JsonObject object(owner.getReporter(), owner.getLocation(), owner.getOwner(),
                    value, "field");
  std::string name = object.getString("class_name");
  if (StringRef own = StringRef(name).split("Custom>").second; !own.empty())
    name = own.str();
  return {name,
          object.find("config") ? &object.getObject("config") : &noConfig};
}
