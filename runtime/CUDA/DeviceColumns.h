//===- DeviceColumns.h - A data set in the GPU's memory -------------------===//

#ifndef ANABRANCH_RUNTIME_CUDA_DEVICECOLUMNS_H
#define ANABRANCH_RUNTIME_CUDA_DEVICECOLUMNS_H

#include "runtime/CUDA/Device.h"
#include "runtime/Data/Column.h"
#include "runtime/Model.h"

#include <map>

namespace anabranch::runtime {

/// A column in the GPU's memory, in its own encoding.
struct DeviceColumn {
  CudaAddress begin;
  int64_t exampleBytes;
  const AnabranchFetch *fetch; ///< copies a batch of it to a program's tensor

  CudaAddress example(int64_t index) const {
    return begin + CudaAddress(index * exampleBytes);
  }
};

/// The columns that the GPU has a copy of.
class DeviceColumns {
public:
  DeviceColumns(Device &device, const AnabranchDevice &code)
      : device(device), code(code) {}

  /// Copies a column, which will be known by its address.
  ///
  /// \returns false if there is not enough memory, or no kernel that reads it
  bool add(const Column &column);

  /// The GPU's copy; null if there is none.
  const DeviceColumn *find(const Column &column) const;

private:
  const AnabranchFetch *findFetch(const Column &column) const;

  Device &device;
  const AnabranchDevice &code;
  std::map<const Column *, DeviceColumn> columns;
};

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_CUDA_DEVICECOLUMNS_H
