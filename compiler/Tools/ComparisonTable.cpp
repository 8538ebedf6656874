//===- ComparisonTable.cpp - What compare prints --------------------------===//

#include "compiler/Tools/ComparisonTable.h"

#include "compiler/Driver/Diagnostics.h"

#include "mlir/Support/LLVM.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"

#include <cmath>

using namespace mlir;
using namespace anabranch;

double anabranch::findError(ArrayRef<float> found,
                            const runtime::NumpyArray &expected) {
  double largest = 0, worst = 0;
  for (auto [index, value] : llvm::enumerate(found)) {
    double wanted = expected.number(static_cast<int64_t>(index));
    largest = std::max(largest, std::abs(wanted));
    double difference = std::abs(value - wanted);
    // What is no number differs too.
    if (std::isnan(difference))
      return difference;
    worst = std::max(worst, difference);
  }
  return worst == 0 ? 0 : worst / largest;
}

bool anabranch::printComparison(ArrayRef<ComparedLayer> layers,
                                const CompareOptions &options,
                                llvm::raw_ostream &out) {
  size_t nameWidth = 5, typeWidth = 4;
  for (const ComparedLayer &layer : layers) {
    nameWidth = std::max(nameWidth, layer.name.size());
    typeWidth = std::max(typeWidth, layer.type.size());
  }
  auto printRow = [&](StringRef name, StringRef type, StringRef unfused,
                      StringRef fused) {
    out << llvm::left_justify(name, nameWidth) << "  "
        << llvm::left_justify(type, typeWidth) << "  "
        << llvm::right_justify(unfused, 8) << "  "
        << llvm::right_justify(fused, 8) << "\n";
  };
  auto format = [](double error) {
    return llvm::formatv("{0:e1}", error).str();
  };
  printRow("layer", "type", "unfused", "fused");
  for (const ComparedLayer &layer : layers)
    printRow(layer.name, layer.type, format(layer.unfusedError),
             format(layer.fusedError));
  auto leaves = llvm::find_if(layers, [&](const ComparedLayer &layer) {
    // NaN leaves it too.
    return !(layer.unfusedError <= options.tolerance) ||
           !(layer.fusedError <= options.tolerance);
  });
  if (leaves == layers.end()) {
    out << "all are within " << format(options.tolerance)
        << " of their largest number\n";
    return true;
  }
  bool isUnfused = !(leaves->unfusedError <= options.tolerance);
  reportError(options.model + ": layer \"" + leaves->name + "\" (" +
              leaves->type + ") is the first to leave the tolerance, " +
              (isUnfused ? "unfused" : "only fused") + ": it is " +
              format(isUnfused ? leaves->unfusedError : leaves->fusedError) +
              " of its largest number off, " + format(options.tolerance) +
              " allowed");
  return false;
}
