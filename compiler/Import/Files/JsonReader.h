//===- JsonReader.h - Reading JSON that may be wrong ----------------------===//

#ifndef ANABRANCH_COMPILER_IMPORT_FILES_JSONREADER_H
#define ANABRANCH_COMPILER_IMPORT_FILES_JSONREADER_H

#include "mlir/IR/Location.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/LogicalResult.h"

#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace anabranch::import {

using Json = nlohmann::json;

/// Reports what is wrong with one model file. Only the first error is shown:
/// those after it mostly follow from it, and readers can then go on with a
/// default value and ask `failed` at the end.
class Reporter {
public:
  Reporter(mlir::MLIRContext &context, llvm::StringRef file);

  /// Emits "FILE: MESSAGE" as an error; returns failure. If the location is in
  /// another file, a program that describes the model, that and the line stand
  /// in FILE's place.
  llvm::LogicalResult error(mlir::Location location,
                            const llvm::Twine &message);
  llvm::LogicalResult error(const llvm::Twine &message) {
    return error(fileLocation, message);
  }
  void warning(mlir::Location location, const llvm::Twine &message);

  bool failed() const { return hasFailed; }
  mlir::Location getFileLocation() const { return fileLocation; }
  /// The location of a layer: its name, at its place in the file.
  mlir::Location getLayerLocation(llvm::StringRef name, unsigned line,
                                  unsigned column);

private:
  std::string file;
  mlir::Location fileLocation;
  bool hasFailed = false;
};

/// `text` in quotes, on one line.
std::string quote(llvm::StringRef text);
/// The value as JSON, on one line, shortened if it is long.
std::string describe(const Json &value);

/// A JSON object whose members are read by type. A member that is null counts
/// as absent. A member of the wrong type is reported as
/// "FILE: OWNER: NOUN "key" must be ..., but is ...", and its fallback, or
/// something harmless, is returned.
class JsonObject {
public:
  JsonObject(Reporter &reporter, mlir::Location location, std::string owner,
             const Json &value, llvm::StringRef noun = "argument");

  /// The member, or null if it is absent.
  const Json *find(llvm::StringRef key);
  /// Whether the member is there, and null.
  bool isNull(llvm::StringRef key) const;
  /// The member, of one of JSON's own types.
  const Json &getObject(llvm::StringRef key);
  const Json &getArray(llvm::StringRef key);

  bool getBool(llvm::StringRef key, std::optional<bool> fallback = {});
  /// A whole number from `minimum` to 2^31 - 1. The upper limit keeps sizes
  /// computed from two of them inside 64 bits.
  int64_t getInteger(llvm::StringRef key, std::optional<int64_t> fallback = {},
                     int64_t minimum = 1);
  double getNumber(llvm::StringRef key, std::optional<double> fallback = {},
                   double minimum = -std::numeric_limits<double>::infinity());
  std::string getString(llvm::StringRef key,
                        std::optional<llvm::StringRef> fallback = {});
  /// Height and width: two positive whole numbers, or one for both.
  std::array<int64_t, 2> getPair(llvm::StringRef key,
                                 std::optional<int64_t> fallback = {});
  /// A shape with null for dimensions that are unknown (ShapedType::kDynamic).
  llvm::SmallVector<int64_t> getShape(llvm::StringRef key);

  /// Members that change nothing about what the model computes.
  void ignore(llvm::ArrayRef<llvm::StringRef> keys);
  /// Reports the member as not supported unless it is absent or one of the
  /// values that mean nothing.
  void expect(llvm::StringRef key, llvm::ArrayRef<Json> harmless,
              llvm::StringRef advice);
  /// Reports a member that nobody asked for: it might change the result.
  llvm::LogicalResult finish();

  /// Emits "FILE: OWNER: MESSAGE".
  llvm::LogicalResult error(const llvm::Twine &message);
  void warning(const llvm::Twine &message);
  bool failed() const { return reporter.failed(); }

  Reporter &getReporter() { return reporter; }
  mlir::Location getLocation() const { return location; }
  const std::string &getOwner() const { return owner; }

private:
  void typeError(llvm::StringRef key, const llvm::Twine &wanted,
                 const Json *value);

  Reporter &reporter;
  mlir::Location location;
  std::string owner;
  std::string noun;
  const Json &value;
  llvm::StringSet<> used;
};

} // namespace anabranch::import

#endif // ANABRANCH_COMPILER_IMPORT_FILES_JSONREADER_H
