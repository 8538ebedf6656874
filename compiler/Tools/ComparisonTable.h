//===- ComparisonTable.h - What compare prints ----------------------------===//

#ifndef ANABRANCH_COMPILER_TOOLS_COMPARISONTABLE_H
#define ANABRANCH_COMPILER_TOOLS_COMPARISONTABLE_H

#include "compiler/Tools/Compare.h"
#include "runtime/Files/NumpyFile.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"

namespace anabranch {

/// A layer whose output the reference has.
struct ComparedLayer {
  std::string name, type;
  runtime::NumpyArray expected;
  double unfusedError = 0, fusedError = 0;
};

/// The largest difference from what is expected, as a part of the largest
/// number in that; NaN if any number is none.
double findError(llvm::ArrayRef<float> found,
                 const runtime::NumpyArray &expected);

/// Prints a line for each layer. False if one leaves the tolerance: the first
/// is reported.
bool printComparison(llvm::ArrayRef<ComparedLayer> layers,
                     const CompareOptions &options, llvm::raw_ostream &out);

} // namespace anabranch

#endif // ANABRANCH_COMPILER_TOOLS_COMPARISONTABLE_H
