//===- RunQueue.h - Runs under way on a GPU -------------------------------===//

#ifndef ANABRANCH_RUNTIME_EXECUTION_RUNQUEUE_H
#define ANABRANCH_RUNTIME_EXECUTION_RUNQUEUE_H

#include "runtime/CUDA/DeviceColumns.h"
#include "runtime/Execution/Outputs.h"
#include "runtime/Model.h"

#include <array>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

namespace anabranch::runtime {

/// Runs of programs on a GPU, in order. Each has a slot of the host's memory,
/// where its batch waits for its turn and its outputs arrive, so that the host
/// loads the next batches while the GPU is at work. Batches go to the GPU
/// beside that work, to a slot there. Of columns that the GPU has, they only
/// hold which examples they are. A run (its copies from and to the slot and its
/// launches) is one graph, which is recorded once for each slot and batch size.
class RunQueue {
public:
  /// \param programs that will run, with any batch of up to `largestBatch`
  /// \throws Error if there is not enough memory
  RunQueue(Device &device, const AnabranchModel &model,
           const std::vector<const AnabranchProgram *> &programs,
           int64_t largestBatch);

  /// Copies a column to the GPU, from where `load` takes it from then on.
  ///
  /// \returns whether the GPU has it now
  bool keep(const Column &column) { return columns.add(column); }

  /// Where the next run finds an input: its first example.
  char *input(const AnabranchProgram &program, const AnabranchTensor &tensor);

  /// Makes the examples `indices[0..count)` of a column the next run's input.
  void load(const AnabranchProgram &program, const AnabranchTensor &tensor,
            const Column &column, const int64_t *indices, int64_t count);

  /// Starts a run of the batch that is in place.
  ///
  /// \param stepValues the model's numbers for this step, as in the arena from
  /// the first of them on
  /// \param times if not null, each launch is waited for and timed
  void start(const AnabranchProgram &program, int64_t batchSize,
             const char *stepValues, LaunchTimes *times);

  /// Runs that were started and not finished.
  int64_t size() const { return count; }
  /// Whether one has to be finished before the next batch is loaded.
  bool isFull() const { return count == int64_t(slots.size()); }

  /// Waits for the earliest run. What it gave stays until the next batch is
  /// loaded.
  Outputs finish();

private:
  /// One of a program's inputs, and where a slot holds the addresses of its
  /// examples.
  struct Input {
    const AnabranchTensor *tensor;
    int64_t list;
  };
  struct Layout {
    std::vector<Input> inputs;
    TensorPlaces places;
    int64_t inputBytes; ///< of a slot, with the step values
    int64_t bytes;      ///< with the outputs
  };
  struct Slot {
    char *memory = nullptr;
    CudaAddress deviceMemory = 0; ///< what comes before the outputs
    CudaEvent uploaded = nullptr;
    /// For each input, what fetches it; null if it lies in the slot.
    std::vector<const AnabranchFetch *> fetches;
    CudaEvent done = nullptr;
    const AnabranchProgram *program = nullptr;
    int64_t batchSize = 0;
  };
  using GraphKey = std::tuple<const Slot *, const AnabranchProgram *, int64_t,
                              std::vector<const AnabranchFetch *>>;

  Layout placeTensors(const AnabranchProgram &program, int64_t largestBatch);
  const AnabranchFetch *&fetchOf(const AnabranchProgram &program,
                                 const AnabranchTensor &tensor);
  void startUploads(const Slot &slot);
  void startWork(const Slot &slot, LaunchTimes *times);

  Device &device;
  DeviceColumns columns;
  int64_t stepValuesBegin, stepValuesBytes;           ///< in the arena
  std::map<const AnabranchProgram *, Layout> layouts; ///< of a slot
  /// With one run on the GPU and one behind it, the third is the one that the
  /// host fills.
  std::array<Slot, 3> slots;
  size_t next = 0; ///< the slot that is filled
  int64_t count = 0;
  std::set<const AnabranchProgram *> started;
  std::map<GraphKey, CudaGraphExecutable> graphs;
};

/// Where the numbers lie that a step reads, in the arena: its bytes [first,
/// second).
std::pair<int64_t, int64_t> stepValueRange(const AnabranchModel &model);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_EXECUTION_RUNQUEUE_H
