//===- DeviceColumns.cpp - A data set in the GPU's memory -----------------===//

#include "runtime/CUDA/DeviceColumns.h"
#include "runtime/Tensor.h"

#include <algorithm>

namespace anabranch::runtime {

bool DeviceColumns::add(const Column &column) {
  // The driver keeps graphs and loaded code there too.
  constexpr int64_t spared = int64_t(256) << 20;
  if (find(column) || column.bytes.empty())
    return true;
  const AnabranchFetch *fetch = findFetch(column);
  auto bytes = int64_t(column.bytes.size());
  CudaAddress begin = fetch ? device.getMemory().allocate(bytes, spared) : 0;
  if (!begin)
    return false;
  device.upload(begin, column.bytes.data(), bytes);
  device.wait();
  columns[&column] = {begin, column.exampleBytes(), fetch};
  return true;
}

const DeviceColumn *DeviceColumns::find(const Column &column) const {
  auto found = columns.find(&column);
  return found == columns.end() ? nullptr : &found->second;
}

const AnabranchFetch *DeviceColumns::findFetch(const Column &column) const {
  const AnabranchFetch *end = code.fetches + code.fetch_count;
  const AnabranchFetch *found =
      std::find_if(code.fetches, end, [&](const AnabranchFetch &fetch) {
        return fetch.encoding == int(column.encoding) &&
               fetch.element_type == column.type &&
               fetch.elements == column.elements;
      });
  return found == end ? nullptr : found;
}

} // namespace anabranch::runtime
