//===- NumberOptions.h - Numbers on the command line ----------------------===//

#ifndef ANABRANCH_RUNTIME_NUMBEROPTIONS_H
#define ANABRANCH_RUNTIME_NUMBEROPTIONS_H

#include <CLI/CLI.hpp>
#include <cstdint>

namespace anabranch::runtime {

/// What an option may be: a whole decimal number in [least, most]. Leading
/// zeros, which CLI11 would take for octal, are removed; hence a transform.
CLI::Validator wholeNumber(uint64_t least, uint64_t most);

/// A finite number that is not negative, also as a float.
CLI::Validator nonNegativeNumber();

/// A number in [0, 1).
CLI::Validator fraction();

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_NUMBEROPTIONS_H
