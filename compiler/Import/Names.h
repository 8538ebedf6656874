//===- Names.h - Names in Keras's files -----------------------------------===//

#ifndef ANABRANCH_COMPILER_IMPORT_NAMES_H
#define ANABRANCH_COMPILER_IMPORT_NAMES_H

#include "compiler/Import/Files/JsonReader.h"

namespace anabranch::import {

/// Class and function names compare without case and underscores, so that
/// "HeNormal", "he_normal" and "MSE", "mse" are the same.
std::string normalizeName(llvm::StringRef name);
/// What Keras calls layers of a class: "BatchNormalization" ->
/// "batch_normalization", "Conv2D" -> "conv2d". Source:
/// keras.src.utils.naming.to_snake_case.
std::string toSnakeCase(llvm::StringRef className);

/// "a, b or c".
std::string joinNames(llvm::ArrayRef<llvm::StringRef> names);

/// The member "config" of an object of this class; null if it is none.
const Json *findConfig(const Json &value, llvm::StringRef className);

/// The elements of an array of NumPy's or the backend's, in lists unless it is
/// a single number; any other value itself.
const Json *unwrapArray(const Json *value);

/// Whether this is one of Keras's functions, which stands by its name in the
/// member "config".
bool isFunction(const Json &value);

/// A thing that Keras writes as its name, or as an object with a class name and
/// a config.
struct NamedConfig {
  std::string name; ///< without Keras's registration prefix: "Custom>Adam"
  const Json *config;
};

/// Reads such a thing, or a function, which Keras writes as an object of the
/// class "function"; with errors if it is none of these.
NamedConfig readNamed(JsonObject &owner, const Json &value);

} // namespace anabranch::import

#endif // ANABRANCH_COMPILER_IMPORT_NAMES_H
