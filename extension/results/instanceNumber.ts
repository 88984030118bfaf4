import { visibleImageId } from '../host/activeSeries';
import { instanceNumberOf } from '../host/displaySets';
import { hostElement } from '../host/hostElement';
import { isVolumeViewport } from '../host/layers';

interface OverlayProps {
  viewportId?: string;
  imageSliceData?: { imageIndex: number; numberOfSlices: number };
}

interface OverlayItem {
  id?: string;
  condition?: (props: OverlayProps) => boolean;
}

/** Of any layout, ours or the viewer's: a stack becomes a volume where a map is laid over it. */
const isVolume = ({ viewportId = '' }: OverlayProps) => isVolumeViewport(viewportId);

/** undefined in a plane across the slices. */
function numberOf(viewportId: string): number | undefined {
  const imageId = visibleImageId(viewportId);
  return imageId === undefined ? undefined : instanceNumberOf(imageId);
}

/**
 * OHIF 3.13 numbers a volume's images from the other end than it shows them, so that a volume pane names the mirror image's number (instance 8
 * over the picture of instance 26 of 33). Here the number is that of the image on screen.
 */
export const instanceNumber = {
  id: 'DiffusionInstanceNumber',
  condition: isVolume,
  contentF: ({ viewportId = '', imageSliceData }: OverlayProps) => {
    if (!imageSliceData) return null;
    const place = `${imageSliceData.imageIndex + 1}/${imageSliceData.numberOfSlices}`;
    const number = numberOf(viewportId);
    const children = number === undefined ? place : `I: ${number} (${place})`;
    return hostElement('div', { className: 'overlay-item flex flex-row', children: hostElement('span', { children }) });
  },
};

/** The viewer's own item, but for volumes. */
export const exceptVolumes = (item: OverlayItem): OverlayItem =>
  item.id === 'InstanceNumber' ? { ...item, condition: (props) => !isVolume(props) && (item.condition?.(props) ?? true) } : item;
