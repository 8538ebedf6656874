//===- NumberOptions.cpp - Numbers on the command line --------------------===//

#include "runtime/NumberOptions.h"
#include "runtime/Options.h"

#include <charconv>
#include <optional>
#include <string>

namespace anabranch::runtime {

/// The number that the whole text is, if it is one.
template <typename Number>
static std::optional<Number> parseNumber(const std::string &text) {
  Number number;
  const char *end = text.data() + text.size();
  auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || rest != end)
    return std::nullopt;
  return number;
}

CLI::Validator wholeNumber(uint64_t least, uint64_t most) {
  std::string range =
      "from " + std::to_string(least) + " to " + std::to_string(most);
  return CLI::Validator(
      [=](std::string &text) -> std::string {
        auto number = parseNumber<uint64_t>(text);
        if (!number || *number < least || *number > most)
          return text + " is no whole number " + range;
        text = std::to_string(*number);
        return "";
      },
      range);
}

CLI::Validator nonNegativeNumber() {
  return CLI::Validator(
      [](std::string &text) -> std::string {
        auto number = parseNumber<double>(text);
        if (number && isRate(*number))
          return "";
        return text + " is no finite number of at least 0";
      },
      "at least 0");
}

CLI::Validator fraction() {
  return CLI::Validator(
      [](std::string &text) -> std::string {
        auto number = parseNumber<double>(text);
        if (number && isFraction(*number))
          return "";
        return text + " is no number of at least 0 and below 1";
      },
      "at least 0 and below 1");
}

} // namespace anabranch::runtime
