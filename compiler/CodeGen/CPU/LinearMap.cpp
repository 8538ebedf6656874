//===- LinearMap.cpp - Small constant matrices times vectors --------------===//

#include "compiler/CodeGen/CPU/LinearMap.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cpu;
using schedule::Matrix;
using schedule::Transform;

namespace {
struct Term {
  double factor;
  Value value;
};

/// Builds linear combinations.
class Combiner {
public:
  Combiner(LoopBuilder &loops, Lanes lanes) : loops(loops), lanes(lanes) {}

  Value add(Value a, Value b) {
    return arith::AddFOp::create(loops.builder, loops.location, a, b);
  }
  Value subtract(Value a, Value b) {
    return arith::SubFOp::create(loops.builder, loops.location, a, b);
  }

  /// factor * a + b; null stands for zero.
  Value addProduct(double factor, Value a, Value b) {
    if (!a || factor == 0)
      return b;
    if (!b)
      return factor == 1 ? a
                         : arith::MulFOp::create(loops.builder, loops.location,
                                                 a, constant(a, factor));
    if (factor == 1)
      return add(b, a);
    if (factor == -1)
      return subtract(b, a);
    return vector::FMAOp::create(loops.builder, loops.location, a,
                                 constant(a, factor), b);
  }

  /// The sum of terms divided by `scale`, begun with a term whose factor is 1
  /// if there is one, which saves a multiplication.
  Value sum(ArrayRef<Term> terms, double scale) {
    auto first = llvm::find_if(
        terms, [&](const Term &term) { return term.factor == scale; });
    Value result = first == terms.end() ? Value() : first->value;
    for (const Term &term : terms)
      if (&term != first)
        result = addProduct(term.factor / scale, term.value, result);
    return result;
  }

private:
  Value constant(Value like, double factor) {
    return splat(loops, getElementTypeOrSelf(like.getType()), factor, lanes);
  }

  LoopBuilder &loops;
  Lanes lanes;
};
} // namespace

/// Whether b is a with every second sign changed.
static bool areOpposite(ArrayRef<double> a, ArrayRef<double> b) {
  for (size_t i = 0; i < a.size(); ++i)
    if (b[i] != (i % 2 == 0 ? a[i] : -a[i]))
      return false;
  return true;
}

/// The factor of least magnitude: what is left of the others are whole numbers
/// for the matrices at hand.
static double getScale(ArrayRef<Term> terms) {
  double scale = 0;
  for (const Term &term : terms)
    if (term.factor != 0 &&
        (scale == 0 || std::abs(term.factor) <= std::abs(scale)))
      scale = term.factor;
  return scale == 0 ? 1 : scale;
}

/// Row by row; two opposite rows are even +- odd.
static SmallVector<Value, 8> applyRows(Combiner &combiner, const Matrix &matrix,
                                       ValueRange values) {
  SmallVector<Value, 8> results;
  for (size_t i = 0; i < matrix.size(); ++i) {
    SmallVector<Term, 8> terms[2];
    for (size_t j = 0; j < values.size(); ++j)
      if (matrix[i][j] != 0)
        terms[j % 2].push_back({matrix[i][j], values[j]});
    if (i + 1 < matrix.size() && areOpposite(matrix[i], matrix[i + 1])) {
      double scale = getScale(terms[1]);
      Value even = combiner.sum(terms[0], 1);
      Value odd = combiner.sum(terms[1], scale);
      results.push_back(combiner.addProduct(scale, odd, even));
      results.push_back(combiner.addProduct(-scale, odd, even));
      ++i;
      continue;
    }
    terms[0].append(terms[1]);
    results.push_back(combiner.sum(terms[0], 1));
  }
  return results;
}

/// With the sums and differences of values whose columns are opposite.
static SmallVector<Value, 8>
applyColumns(Combiner &combiner, const Matrix &matrix, ValueRange values) {
  Matrix columns = schedule::transpose(matrix);
  SmallVector<SmallVector<Term, 8>, 8> rows(matrix.size());
  for (size_t j = 0; j < columns.size(); ++j) {
    Value even = values[j], odd = values[j];
    size_t column = j;
    if (j + 1 < columns.size() && areOpposite(columns[j], columns[j + 1])) {
      even = combiner.add(values[j], values[j + 1]);
      odd = combiner.subtract(values[j], values[j + 1]);
      ++j;
    }
    for (size_t i = 0; i < matrix.size(); ++i)
      if (columns[column][i] != 0)
        rows[i].push_back({columns[column][i], i % 2 == 0 ? even : odd});
  }
  return llvm::map_to_vector<8>(
      rows, [&](ArrayRef<Term> terms) { return combiner.sum(terms, 1); });
}

static SmallVector<Value, 8>
applyMatrix(Combiner &combiner, const Matrix &matrix, ValueRange values) {
  for (size_t i = 0; i + 1 < matrix.size(); ++i)
    if (areOpposite(matrix[i], matrix[i + 1]))
      return applyRows(combiner, matrix, values);
  return applyColumns(combiner, matrix, values);
}

static SmallVector<Value, 8> applyTransform(Combiner &combiner,
                                            const Transform &transform,
                                            ValueRange values) {
  SmallVector<Value, 8> results(transform.getOutputs());
  for (const Transform::Block &block : transform.blocks) {
    SmallVector<Value, 8> inputs;
    for (size_t i = 0; i < block.matrix.front().size(); ++i)
      inputs.push_back(values[block.firstInput + i * block.inputStep]);
    for (auto [i, value] :
         llvm::enumerate(applyMatrix(combiner, block.matrix, inputs))) {
      Value &result = results[block.firstOutput + i * block.outputStep];
      result = result ? combiner.add(result, value) : value;
    }
  }
  return results;
}

ValueMatrix cpu::applyToTile(LoopBuilder &loops, const Transform &height,
                             const Transform &width,
                             function_ref<Value(int64_t, int64_t)> load,
                             Lanes lanes) {
  Combiner combiner(loops, lanes);
  ValueMatrix rows(height.getOutputs());
  for (int64_t j = 0; j < width.getInputs(); ++j) {
    SmallVector<Value, 8> column;
    for (int64_t i = 0; i < height.getInputs(); ++i)
      column.push_back(load(i, j));
    for (auto [row, value] :
         llvm::zip_equal(rows, applyTransform(combiner, height, column)))
      row.push_back(value);
  }
  for (auto &row : rows)
    row = applyTransform(combiner, width, row);
  return rows;
}
