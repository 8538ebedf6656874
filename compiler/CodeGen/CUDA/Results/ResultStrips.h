//===- ResultStrips.h - Threads' results, by neighbouring channels --------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_RESULTSTRIPS_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_RESULTSTRIPS_H

#include "compiler/CodeGen/CUDA/Device/DeviceLaunch.h"
#include "compiler/Schedule/CUDA/ProductTiling.h"

namespace anabranch::codegen::cuda {

/// What a warp or a warpgroup has of makeWarpgroupProduct's results, in strips
/// of some rows of the block and some columns. Each strip passes through a few
/// kilobytes of the block's memory that are its own, so that behind it a thread
/// has neighbouring columns, and threads next to each other whole lines, and
/// nobody else is waited for.
class ResultStrips {
public:
  virtual ~ResultStrips() = default;

  int64_t getBytes() const;
  /// Puts them into the block's memory, from a byte offset on.
  void place(LoopBuilder &loops, const Thread &thread, int64_t byteOffset);

  /// How many strips there are below each other, and beside each other.
  int64_t countDown() const { return down; }
  int64_t countAcross() const { return across; }
  /// How many neighbours a thread has of a row, how many threads share a row,
  /// and of how many rows a thread has some.
  int64_t getLanes() const { return lanes; }
  int64_t getLanesPerRow() const { return width / lanes; }
  int64_t countRows() const { return rows / getRowsTogether(); }
  /// Where they are in the block: a row of a strip, and the first column.
  mlir::Value getRow(int64_t strip, int64_t number) const;
  mlir::Value getColumn(int64_t across) const;
  /// A thread's rows of a strip, of the sums that products have left it.
  llvm::SmallVector<mlir::Value> exchange(mlir::ValueRange sums, int64_t strip,
                                          int64_t across) const;

protected:
  /// Where memory has a strip's element.
  struct Place {
    mlir::Value row, word;
  };

  /// Strips of rows x width of so many threads, below and beside each other.
  ResultStrips(const schedule::ProductTiling &tiling, int64_t threads,
               int64_t rows, int64_t width, int64_t down, int64_t across,
               int64_t lanes);

  /// Where a strip of the thread begins in the block.
  virtual mlir::Value getStripRow(int64_t strip) const = 0;
  /// Stores what the thread has of a strip.
  virtual void storeStrip(mlir::ValueRange sums, int64_t strip,
                          int64_t across) const = 0;
  /// Where an element of a strip lies: words that lanes store together, and
  /// those that they load together, in different banks.
  virtual Place findPlace(mlir::Value row, mlir::Value column) const = 0;
  /// Strips that memory has room for, its rows for each, and words in a row.
  virtual llvm::SmallVector<int64_t> getShape() const = 0;
  /// A barrier for those who share strips.
  virtual void join() const = 0;

  void storeValues(mlir::Value values, int64_t strip, mlir::Value row,
                   mlir::Value column, Lanes lanes) const;
  /// One of the thread's sums of a product.
  mlir::Value getSum(mlir::ValueRange sums, int64_t product,
                     int64_t number) const;
  /// The thread's warpgroup, and what it has in a product of it: the first row
  /// of its warp, and from there the row and column of its first sum.
  mlir::Value getGroup() const;
  mlir::Value getWarpRow() const;
  mlir::Value getCoreRow() const;
  mlir::Value getCoreColumn() const;

  const schedule::ProductTiling &tiling;
  int64_t threads, rows, width, down, across, lanes;
  // Once placed:
  LoopBuilder *loops = nullptr;
  mlir::Value number; ///< of the thread

private:
  int64_t getOwnBytes() const;
  int64_t countOwners() const { return tiling.threads / threads; }
  int64_t getRowsTogether() const { return threads / getLanesPerRow(); }
  llvm::SmallVector<mlir::Value> getIndices(int64_t strip, mlir::Value row,
                                            mlir::Value column) const;
  mlir::Value getLaneRow() const;
  mlir::Value getLaneColumn() const;

  mlir::Value memory; ///< of the threads that share strips
};

/// Those of a tiling, of which a thread has up to so many neighbours.
std::unique_ptr<ResultStrips>
makeResultStrips(const schedule::ProductTiling &tiling, int64_t lanes);

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_RESULTSTRIPS_H
